import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";
import { sortedYears } from "./fiscal_year_at.ts";
import { type DayRange, withinPeriod } from "./within_period.ts";

/** The trial balance of one fiscal year. */
export interface CurrentTrialBalance {
  /** Its rows, in the same order. */
  readonly rows: Frame;
  /** First and last day of the fiscal year; null without any. */
  readonly year: DayRange | null;
}

/**
 * The trial balance of the fiscal year of a day: the last one that begins by that day.
 *
 * In: `fiscal_period_start` and `fiscal_period_finish` date. Out: its rows, all columns. An empty frame, or a day before
 * every fiscal year, gives no row.
 *
 * @param frame Rows of `trial_balance` of one company.
 * @param day `YYYY-MM-DD`.
 * @returns Rows and fiscal year.
 * @throws {DataError} A column is missing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { frameFromRows } from "../frames/mod.ts";
 * import { currentTrialBalance } from "./current_trial_balance.ts";
 * const rows = frameFromRows([["401", "2025-01-01", "2025-12-31"], ["401", "2026-01-01", "2026-12-31"]], [
 *   { name: "number", type: "text" },
 *   { name: "fiscal_period_start", type: "date" },
 *   { name: "fiscal_period_finish", type: "date" },
 * ]);
 * const { year } = currentTrialBalance(rows, "2026-10-31");
 * assert.deepEqual(year, { from: "2026-01-01", to: "2026-12-31" });
 * ```
 */
export function currentTrialBalance(frame: Frame, day: string): CurrentTrialBalance {
  const [start, finish] = ["fiscal_period_start", "fiscal_period_finish"] as const;
  requireColumns(frame, [start, finish], "la balance de l'exercice");
  const years = frame.select(
    pl.col(start).alias("start_date"),
    pl.col(finish).alias("end_date"),
  ).unique();
  const year = sortedYears(years).findLast(({ from }) => from <= day) ?? null;
  if (year === null) return { rows: frame.head(0), year };
  return { rows: withinPeriod(frame, start, { from: year.from, to: year.from }), year };
}
