import { z } from "zod";
import { open, recordFields } from "./_parts.ts";

/** Where an export stands. Unknown keys are kept. */
export const exportStateSchema = z.looseObject({
  ...recordFields,
  /** Link to the file, dies after 30 min; null or absent until ready. */
  file_url: z.string().nullish(),
  /** State. */
  status: open("pending", "ready", "error"),
});

/** Where an export stands. */
export type ExportState = z.infer<typeof exportStateSchema>;
