import { z } from "zod";
import { id, instant, open, reference } from "./_parts.ts";

/** Keys of every event. */
const eventFields = {
  /** Id of the changed record. */
  id,
  /** Kind of change. */
  operation: open("insert", "update", "delete"),
  /** Arrival in the change feed; the feed is ordered on it. */
  processed_at: instant,
  /** Record change time; can jump after a restore. */
  updated_at: instant,
  /** Row creation time, UTC, microseconds. */
  created_at: instant,
};

/** An event of a change feed. Unknown keys are kept. */
export const changeSchema = z.looseObject(eventFields);

/** An event of a change feed. */
export type Change = z.infer<typeof changeSchema>;

/** An event on the categories of an entry. Unknown keys are kept. */
export const entryCategoryChangeSchema = z.looseObject({
  ...eventFields,
  /** Accounting entry of the document (its id equals the document id since 2026). */
  ledger_entry: reference,
});

/** An event on the categories of an entry. */
export type EntryCategoryChange = z.infer<typeof entryCategoryChangeSchema>;

/** An event on the categories of a line. Unknown keys are kept. */
export const lineCategoryChangeSchema = z.looseObject({
  ...eventFields,
  /** Link to the line. */
  ledger_entry_line: reference.nullish(),
  /** Accounting entry of the document (its id equals the document id since 2026). */
  ledger_entry: reference.nullish(),
});

/** An event on the categories of a line. */
export type LineCategoryChange = z.infer<typeof lineCategoryChangeSchema>;
