import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { withAge } from "./_ageing.ts";
import type { Ageing } from "./_ageing.ts";
import { requireColumns, zeroLike } from "./_columns.ts";
import type { AgeingOptions } from "./open_receivables.ts";

/** How the open amount of a supplier invoice is read. */
export function payables({ at }: AgeingOptions): Ageing {
  return { at, amount: "a_payer", as: "a_payer", negatives: "Avoirs non imputés" };
}

/** Supplier invoices that are not known to be wholly paid, plus `a_payer`. */
export function unpaid(frame: Frame): Frame {
  requireColumns(frame, ["is_paid", "amount_eur"], "a_payer");
  return frame.filter(pl.col("is_paid").isNull().or(pl.col("is_paid").not()))
    .withColumns(stillDue(frame).alias("a_payer"));
}

/** The API's balance of a supplier invoice is negative while it is unpaid, and null on a credit note. */
function stillDue(frame: Frame): Expr {
  const zero = zeroLike(frame, "amount_eur");
  const [whole, balance] = [pl.col("amount_eur"), pl.col("outstanding_balance")];
  if (!frame.columns.includes("outstanding_balance")) return whole;
  return pl.when(balance.isNotNull()).then(zero.minus(balance)).otherwise(whole);
}

/**
 * The supplier invoices that are not wholly paid, with what is still to pay and their age from the due date; for a
 * display. The API gives the open balance; Data Sharing does not: there the amount is that of the whole invoice, an upper
 * bound where a part is paid.
 *
 * In: `issue_date` and `deadline` date, `amount_eur` decimal (taxes included), `is_paid` boolean, and
 * `outstanding_balance` decimal where it is present (Pennylane's sign: negative while unpaid). Out: the rows above zero
 * that are not paid (or not known to be) and whose invoice date is not after `at`, same order, plus `a_payer` decimal of
 * the same scale (the opposite of the balance, or the amount where that is null), `jours_retard` 32-bit integer (zero or
 * less: not due yet) and `tranche` text. An empty frame gets the columns.
 *
 * ```text
 * openPayables(frame, { at: "2026-10-31" })
 * deadline     amount_eur   outstanding_balance   is_paid      a_payer   jours_retard   tranche
 * 2026-09-30   120.000000            -20.000000     false    20.000000             31   31 à 60 jours
 * 2026-10-31    80.000000                  null     false    80.000000              0   Non échu
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
