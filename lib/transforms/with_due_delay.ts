import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/**
 * Adds the days that an invoice leaves for its payment: due date − invoice date. It does not depend on the day of the
 * run; days overdue do, and are never stored.
 *
 * In: `issue_date` and `deadline` date. Out: the same rows and order, plus `delai_jours` 32-bit integer, negative when
 * the due date comes first, null when a date is null. An empty frame gets the column.
 *
 * ```text
 * issue_date   deadline     delai_jours
 * 2025-01-31   2025-03-02            30
 * 2025-01-31   null                null
 * ```
 *
 * @param frame Invoices.
 * @returns A new frame.
 * @throws {DataError} A date column is missing.
 */
export function withDueDelay(frame: Frame): Frame {
  requireColumns(frame, ["issue_date", "deadline"], "delai_jours");
  const dayNumber = (name: string) => pl.col(name).cast(pl.Int32);
  return frame.withColumns(
    dayNumber("deadline").minus(dayNumber("issue_date")).alias("delai_jours"),
  );
}
