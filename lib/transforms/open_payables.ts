import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { withAge } from "./_ageing.ts";
import type { Ageing } from "./_ageing.ts";
import { requireColumns } from "./_columns.ts";
import type { AgeingOptions } from "./open_receivables.ts";

/** How the open amount of a supplier invoice is read. */
export function payables({ at }: AgeingOptions): Ageing {
  return { at, amount: "amount_eur", as: "a_payer", negatives: "Avoirs non imputés" };
}

/** Supplier invoices that are not known to be wholly paid. */
export function unpaid(frame: Frame): Frame {
  requireColumns(frame, ["is_paid"], "a_payer");
  return frame.filter(pl.col("is_paid").isNull().or(pl.col("is_paid").not()));
}

/**
 * The supplier invoices that are not wholly paid, with their age from the due date; for a display. Data Sharing gives no
 * open balance on them: the amount is that of the whole invoice, an upper bound where a part is paid.
 *
 * In: `issue_date` and `deadline` date, `amount_eur` decimal (taxes included), `is_paid` boolean. Out: the rows above
 * zero that are not paid (or not known to be) and whose invoice date is not after `at`, same order, plus `jours_retard`
 * 32-bit integer (zero or less: not due yet) and `tranche` text. An empty frame gets the columns.
 *
 * ```text
 * openPayables(frame, { at: "2026-10-31" })
 * deadline     amount_eur   is_paid   jours_retard   tranche
 * 2026-09-30   120.000000     false             31   31 à 60 jours
 * ```
 *
 * @param frame Supplier invoices.
 * @param options The cut-off day.
 * @returns A new frame.
 * @throws {DataError} A column is missing or the amount is not a decimal.
 * @throws {RangeError} `at` is not `YYYY-MM-DD`.
 */
export function openPayables(frame: Frame, options: AgeingOptions): Frame {
  return withAge(unpaid(frame), payables(options));
}
