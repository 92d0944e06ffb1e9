import { textColumns } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";
import type { DayRange } from "./within_period.ts";

/**
 * The fiscal years of a company, oldest first.
 *
 * @param years Rows of `fiscal_years`: `start_date` and `end_date`; rows without one are left out.
 * @returns First and last day of each.
 * @throws {DataError} A column is missing.
 */
export function sortedYears(years: Frame): DayRange[] {
  requireColumns(years, ["start_date", "end_date"], "l'exercice");
  const [starts, ends] = textColumns(years.select("start_date", "end_date"));
  return starts!.flatMap((from, row) => {
    const to = ends![row];
    return from === null || !to ? [] : [{ from, to }];
  }).sort((a, b) => a.from < b.from ? -1 : 1);
}

/**
 * The fiscal year of a day, cut at that day: what the books say « à la date d'arrêté ».
 *
 * In: `start_date` and `end_date` date. A day after the last fiscal year belongs to the last one; a day before the first
 * one, or a company without fiscal years, gets the calendar year.
 *
 * @param years Rows of `fiscal_years` of one company.
 * @param day `YYYY-MM-DD`.
 * @returns First day of the fiscal year; its last day, or `day` if that comes first.
 * @throws {DataError} A column is missing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { frameFromRows } from "../frames/mod.ts";
 * import { fiscalYearAt } from "./fiscal_year_at.ts";
 * const columns = [{ name: "start_date", type: "date" }, { name: "end_date", type: "date" }] as const;
 * const years = frameFromRows([["2025-07-01", "2026-06-30"], ["2026-07-01", "2027-06-30"]], columns);
 * assert.deepEqual(fiscalYearAt(years, "2026-10-31"), { from: "2026-07-01", to: "2026-10-31" });
 * ```
 */
export function fiscalYearAt(years: Frame, day: string): DayRange {
  const year = sortedYears(years).findLast(({ from }) => from <= day);
  if (year === undefined) return { from: `${day.slice(0, 4)}-01-01`, to: day };
  return { from: year.from, to: year.to < day ? year.to : day };
}
