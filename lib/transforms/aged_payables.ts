import type { Frame } from "../frames/mod.ts";
import { agedRows } from "./_ageing.ts";
import { payables, unpaid } from "./open_payables.ts";
import type { AgeingOptions } from "./open_receivables.ts";

/**
 * What is owed to suppliers by delay on the due date, in the buckets of the code de commerce, article D441-6; for a
 * display. The open balance where the source gives it, else an upper bound, as in `openPayables`.
 *
 * In: as `openPayables`. Out: one row per bucket in order of age, empty ones with zero, then « Sans échéance » and
 * « Avoirs non imputés » only where there are any; `tranche` text, `a_payer` decimal of the scale of the amount,
 * `nombre` 64-bit integer, `factures` text (« 12 factures »). An empty frame gives five rows of zero.
 *
 * ```text
 * agedPayables(frame, { at: "2026-10-31" })
 * tranche             a_payer   nombre   factures
 * Non échu           0.000000        0   0 facture
 * 1 à 30 jours       0.000000        0   0 facture
 * 31 à 60 jours    120.000000        1   1 facture
 * ```
 *
 * @param frame Supplier invoices.
 * @param options The cut-off day.
 * @returns A new frame.
 * @throws {DataError} A column is missing or the amount is not a decimal.
 * @throws {RangeError} `at` is not `YYYY-MM-DD`.
 */
export function agedPayables(frame: Frame, options: AgeingOptions): Frame {
  return agedRows(unpaid(frame), payables(options));
}
