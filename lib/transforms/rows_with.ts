import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

function filled(name: string): Expr {
  const value = pl.col(name);
  return value.isNotNull().and(value.cast(pl.Utf8).str.strip().neq(pl.lit("")));
}

/**
 * Keeps the rows that have a value in a column: Pennylane leaves a field empty by null or by a text without characters.
 *
 * In: any columns. Out: the rows whose value is neither null nor a blank text, same columns and order.
 *
 * ```text
 * rowsWith(invoices, "invoice_number")   leaves drafts out
 * ```
 *
 * @param frame Any frame.
 * @param column Name of the column that decides.
 * @returns A new frame.
 * @throws {DataError} The column is missing.
 */
export function rowsWith(frame: Frame, column: string): Frame {
  requireColumns(frame, [column], column);
  return frame.filter(filled(column));
}

/**
 * Keeps the rows that have no value in a column: null or a blank text, which `isNull()` would miss.
 *
 * In: any columns. Out: the rows that `rowsWith` leaves out, same columns and order.
 *
 * ```text
 * rowsWithout(customers, "registration_number")   customers without a SIREN
 * ```
 *
 * @param frame Any frame.
 * @param column Name of the column that decides.
 * @returns A new frame.
 * @throws {DataError} The column is missing.
 */
export function rowsWithout(frame: Frame, column: string): Frame {
  requireColumns(frame, [column], column);
  return frame.filter(pl.col(column).isNull().or(filled(column).not()));
}
