import pl from "nodejs-polars";
import { groupSum } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/**
 * The exact sums of columns per group, for a display; aggregates are not published this way.
 *
 * In: any columns. Out: one row per group, sorted by `by` ascending with nulls last: the columns `by`, then the sums
 * under their own names, decimal of the same scale; nulls count for nothing. An empty frame gives no row.
 *
 * ```text
 * sumBy(frame, ["pcg_1"], ["debit", "credit"])
 * pcg_1   debit   credit
 * 4       120.00    0.00
 * 7         0.00  120.00
 * ```
 *
 * @param frame Any frame.
 * @param by Names of the columns that make a group.
 * @param columns Names of the columns to sum.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or one to sum is not an exact number.
 */
export function sumBy(frame: Frame, by: readonly string[], columns: readonly string[]): Frame {
  requireColumns(frame, by, columns.join(", "));
  return sorted(groupSum(frame, by, columns), by);
}

/**
 * The number of rows per group, for a display.
 *
 * In: any columns. Out: one row per group, sorted by `by` ascending with nulls last: the columns `by`, then `nombre`
 * 64-bit integer. An empty frame gives no row.
 *
 * ```text
 * countBy(frame, ["journal_code"])
 * journal_code  nombre
 * BQ               812
 * VT               377
 * ```
 *
 * @param frame Any frame.
 * @param by Names of the columns that make a group.
 * @returns A new frame.
 * @throws {DataError} A column is missing.
 */
export function countBy(frame: Frame, by: readonly string[]): Frame {
  requireColumns(frame, by, "nombre");
  const ones = frame.select(...by).withColumns(pl.lit(1).cast(pl.Int64).alias("nombre"));
  const counts = ones.groupBy([...by]).agg(pl.col("nombre").sum());
  return sorted(counts, by);
}

function sorted(frame: Frame, by: readonly string[]): Frame {
  return frame.sort({ by: [...by], descending: by.map(() => false), nullsLast: true });
}
