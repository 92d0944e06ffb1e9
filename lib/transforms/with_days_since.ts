import pl from "nodejs-polars";
import { dayNumber } from "../base/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";
import { dayNumberOf } from "./_days.ts";

/** What {@linkcode withDaysSince} counts. */
export interface DaysSinceOptions {
  /** Name of the column of dates or instants (their UTC day) to count from. */
  readonly date: string;
  /** Day to count to, `YYYY-MM-DD`. */
  readonly at: string;
  /** Name of the new column. @default "jours" */
  readonly as?: string;
}

/**
 * Adds the days from a date to the cut-off day, for a display. It changes with time alone: never publish it.
 *
 * In: `date` date or instant. Out: the same rows and order, plus a 32-bit integer, negative when the date is still to
 * come, null when it is null. An empty frame gets the column.
 *
 * ```text
 * withDaysSince(frame, { date: "last_sync_at", at: "2026-10-31" })
 * last_sync_at          jours
 * 2026-10-19 06:00:00      12
 * null                   null
 * ```
 *
 * @param frame Any frame.
 * @param options From which column, to which day, under which name.
 * @returns A new frame.
 * @throws {DataError} The date column is missing.
 * @throws {RangeError} `at` is not `YYYY-MM-DD`.
 */
export function withDaysSince(frame: Frame, options: DaysSinceOptions): Frame {
  const { date, at, as = "jours" } = options;
  requireColumns(frame, [date], as);
  return frame.withColumns(
    pl.lit(dayNumber(at)).minus(dayNumberOf(date)).cast(pl.Int32).alias(as),
  );
}
