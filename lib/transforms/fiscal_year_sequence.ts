import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";
import { dayNumberOf } from "./_days.ts";

/**
 * The fiscal years of one company in order of time, with what stands between two of them; for a display.
 *
 * In: `start_date` and `end_date` date, `closed_at` instant, one company. Out: the same columns, by first day, plus
 * `ecart_jours` 32-bit integer (days without a fiscal year since the one before: zero when they follow each other,
 * negative when they overlap, null on the first) and `jours_cloture` 32-bit integer (days from the last day to the
 * closing, null while open). An empty frame gets the columns.
 *
 * ```text
 * start_date   end_date     closed_at             ecart_jours   jours_cloture
 * 2025-01-01   2025-12-31   2026-04-21 14:46:08          null             111
 * 2026-01-01   2026-12-31   null                            0            null
 * ```
 *
 * @param frame Fiscal years of one company.
 * @returns A new frame.
 * @throws {DataError} A date column is missing.
 */
export function fiscalYearSequence(frame: Frame): Frame {
  requireColumns(frame, ["start_date", "end_date", "closed_at"], "ecart_jours");
  const end = dayNumberOf("end_date");
  return frame.sort({ by: ["start_date"] }).withColumns(
    dayNumberOf("start_date").minus(end.shift(1)).minus(1).cast(pl.Int32).alias("ecart_jours"),
    dayNumberOf("closed_at").minus(end).cast(pl.Int32).alias("jours_cloture"),
  );
}
