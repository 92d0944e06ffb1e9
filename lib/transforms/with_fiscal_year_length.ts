import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";
import { dayNumberOf } from "./_days.ts";

/**
 * Adds how long a fiscal year is and whether it is closed.
 *
 * In: `start_date` and `end_date` date, `closed_at` instant. Out: the same rows and order, plus `duree_jours` 32-bit
 * integer (both ends included, null when a date is null) and `est_cloture` boolean. An empty frame gets the columns.
 *
 * ```text
 * start_date   end_date     closed_at             duree_jours   est_cloture
 * 2025-01-01   2025-12-31   2026-04-21 14:46:08           365          true
 * 2026-01-01   2026-12-31   null                          365         false
 * ```
 *
 * @param frame Fiscal years.
 * @returns A new frame.
 * @throws {DataError} A date column is missing.
 */
export function withFiscalYearLength(frame: Frame): Frame {
  requireColumns(frame, ["start_date", "end_date", "closed_at"], "duree_jours");
  return frame.withColumns(
    dayNumberOf("end_date").minus(dayNumberOf("start_date")).plus(1).cast(pl.Int32)
      .alias("duree_jours"),
    pl.col("closed_at").isNotNull().alias("est_cloture"),
  );
}
