import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { monthlySums } from "./aggregate_months.ts";

/** What `cumulativeMonths` adds up. */
export interface CumulativeOptions {
  /** Name of the date column. */
  readonly date: string;
  /** Name of the decimal column to add up. */
  readonly amount: string;
  /** Name of the text column that cuts each month, e.g. `account_name`. */
  readonly by: string;
}

/**
 * The exact running total at the end of each month, from the first row on, for a curve.
 *
 * In: `date` date or timestamp, `amount` decimal, `by` text. Out: one row per month and value of `by`, in order: `mois`
 * date (first day of the month), `by`, the total of that month and all before it, decimal of the same scale. Rows
 * without a date are left out. An empty frame gives no row.
 *
 * ```text
 * cumulativeMonths(rows, { date: "date", amount: "amount", by: "account" })
 * mois         account   amount
 * 2026-01-01   Courant   100.00
 * 2026-02-01   Courant    70.00
 * ```
 *
 * @param frame Any frame; leave out later rows, not earlier ones.
 * @param options Date, amount, series.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or the amount is not a decimal.
 */
export function cumulativeMonths(frame: Frame, options: CumulativeOptions): Frame {
  const { amount, by } = options;
  const months = monthlySums(frame, options);
  return months.withColumns(pl.col(amount).cumSum().over(by).alias(amount));
}
