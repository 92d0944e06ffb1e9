import { dayNumber } from "../base/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";
import { dayNumberOf } from "./_days.ts";

/** Days that a display covers; `penny.periode` is one. */
export interface DayRange {
  /** First day, included, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last day, included, `YYYY-MM-DD`. */
  readonly to: string;
}

/**
 * Keeps the rows of a period, for a display; a published table is never cut by a period.
 *
 * In: `date` date or instant. Out: the rows whose day lies within the period, same columns and order; rows without a
 * date are left out. An empty frame stays empty.
 *
 * ```text
 * withinPeriod(frame, "issue_date", { from: "2026-01-01", to: "2026-10-31" })
 * issue_date
 * 2026-01-01
 * 2026-10-31
 * ```
 *
 * @param frame Any frame.
 * @param date Name of the column that decides.
 * @param period First and last day, both included.
 * @returns A new frame.
 * @throws {DataError} The date column is missing.
 * @throws {RangeError} A bound is not `YYYY-MM-DD`.
 */
export function withinPeriod(frame: Frame, date: string, period: DayRange): Frame {
  requireColumns(frame, [date], "la période");
  const day = dayNumberOf(date);
  return frame.filter(day.gtEq(dayNumber(period.from)).and(day.ltEq(dayNumber(period.to))));
}
