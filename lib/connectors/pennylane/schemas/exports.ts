import { z } from "zod";
import { id, instant, open } from "./_parts.ts";

/** Where an export stands. Unknown keys are kept. */
export const exportStateSchema = z.looseObject({
  /** Pennylane id (64-bit). */
  id,
  /** Link to the file, dies after 30 min; null or absent until ready. */
  file_url: z.string().nullish(),
  /** State. */
  status: open("pending", "ready", "error"),
  /** Row creation time, UTC, microseconds. */
  created_at: instant,
  /** Last row change, UTC, microseconds. */
  updated_at: instant,
});

/** Where an export stands. */
export type ExportState = z.infer<typeof exportStateSchema>;
