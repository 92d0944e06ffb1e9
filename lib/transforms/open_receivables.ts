import type { Frame } from "../frames/mod.ts";
import { withAge } from "./_ageing.ts";
import type { Ageing } from "./_ageing.ts";

/** When receivables or payables are looked at. */
export interface AgeingOptions {
  /** Cut-off day, `YYYY-MM-DD`, e.g. `penny.dateArret`. */
  readonly at: string;
}

/** How the open amount of a customer invoice is read. */
export function receivables({ at }: AgeingOptions): Ageing {
  return { at, amount: "outstanding_balance", as: "reste_du", negatives: "Soldes créditeurs" };
}

/**
 * The customer invoices on which something is still due, with their age from the due date; for a display.
 *
 * In: `issue_date` and `deadline` date, `outstanding_balance` decimal (taxes included, as of the reading of Pennylane).
 * Out: the rows whose balance is above zero and whose invoice date is not after `at`, same order, plus `jours_retard`
 * 32-bit integer (zero or less: not due yet) and `tranche` text. Without a due date: null and « Sans échéance ».
 * Drafts and credit notes have no balance and are left out. An empty frame gets the columns.
 *
 * ```text
 * openReceivables(frame, { at: "2026-10-31" })
 * deadline     outstanding_balance   jours_retard   tranche
 * 2026-11-15            120.000000            -15   Non échu
 * 2026-10-01             80.000000             30   1 à 30 jours
 * ```
 *
 * @param frame Customer invoices.
 * @param options The cut-off day.
 * @returns A new frame.
 * @throws {DataError} A column is missing or the balance is not a decimal.
 * @throws {RangeError} `at` is not `YYYY-MM-DD`.
 */
export function openReceivables(frame: Frame, options: AgeingOptions): Frame {
  return withAge(frame, receivables(options));
}
