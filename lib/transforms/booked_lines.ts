import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/**
 * The ledger lines without those of draft entries, which the API gives with the others (a sales draft that is not
 * finalized yet): they are no part of the books. Data Sharing gives no state, all its lines stay.
 *
 * In: `entry_status` text. Out: the rows whose state is not `draft`, same columns and order. An empty frame stays empty.
 *
 * ```text
 * entry_status
 * complete       stays
 * null           stays (manual entry, or Data Sharing)
 * draft          left out
 * ```
 *
 * @param frame Ledger lines.
 * @returns A new frame.
 * @throws {DataError} The column is missing.
 */
export function bookedLines(frame: Frame): Frame {
  requireColumns(frame, ["entry_status"], "les écritures passées");
  const status = pl.col("entry_status");
  return frame.filter(status.isNull().or(status.neq(pl.lit("draft"))));
}
