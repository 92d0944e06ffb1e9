import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";
import { dayNumberOf } from "./_days.ts";

/** States of the API in which a fiscal year takes no entry any more; `open` and `reopen` do. */
const CLOSED = ["closed", "frozen"];

/**
 * Adds how long a fiscal year is and whether it is closed. The API gives the state of the year, which decides; Data
 * Sharing gives the instant of closing instead.
 *
 * In: `start_date` and `end_date` date, `closed_at` instant, and `status` text where it is present. Out: the same rows and
 * order, plus `duree_jours` 32-bit integer (both ends included, null when a date is null) and `est_cloture` boolean, never
 * null. An empty frame gets the columns.
 *
 * ```text
 * start_date   end_date     closed_at             status   duree_jours   est_cloture
 * 2024-01-01   2024-12-31   null                  frozen           366          true
 * 2025-01-01   2025-12-31   2026-04-21 14:46:08   null             365          true
 * 2026-01-01   2026-12-31   null                  null             365         false
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
    closed(frame).alias("est_cloture"),
  );
}

function closed(frame: Frame): Expr {
  const dated = pl.col("closed_at").isNotNull();
  if (!frame.columns.includes("status")) return dated;
  const status = pl.col("status");
  return pl.when(status.isNotNull()).then(status.isIn(CLOSED)).otherwise(dated);
}
