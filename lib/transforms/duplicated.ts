import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/**
 * The rows that share the values of some columns with another row: records kept twice, invoices entered twice.
 *
 * In: any columns. Out: the same columns; rows of one group together, in the order of `by` ascending. A row where one of
 * these values is null or blank belongs to no group. An empty frame stays empty.
 *
 * ```text
 * duplicated(suppliers, ["registration_number"])
 * name            registration_number
 * Mobilier Bresse           732829320
 * MOBILIER BRESSE           732829320
 * ```
 *
 * @param frame Any frame.
 * @param by Names of the columns that should be different from row to row.
 * @returns A new frame.
 * @throws {DataError} A column is missing.
 */
export function duplicated(frame: Frame, by: readonly string[]): Frame {
  requireColumns(frame, by, "doublons");
  const filled = by.reduce((rows, name) => {
    const text = pl.col(name).cast(pl.Utf8).str.strip();
    return rows.filter(text.isNotNull().and(text.neq(pl.lit(""))));
  }, frame);
  const counts = filled.groupBy([...by]).agg(pl.len().alias("__rows"));
  return filled.join(counts.filter(pl.col("__rows").gt(1)), { on: [...by], how: "inner" })
    .drop("__rows")
    .sort({ by: [...by], descending: by.map(() => false), nullsLast: true, maintainOrder: true });
}
