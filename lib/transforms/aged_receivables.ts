import type { Frame } from "../frames/mod.ts";
import { agedRows } from "./_ageing.ts";
import { receivables } from "./open_receivables.ts";
import type { AgeingOptions } from "./open_receivables.ts";

/**
 * What customers owe by delay on the due date (balance âgée), in the buckets of the code de commerce, article D441-6;
 * for a display.
 *
 * In: as `openReceivables`. Out: one row per bucket in order of age, empty ones with zero, then « Sans échéance » and
 * « Soldes créditeurs » only where there are any; `tranche` text, `reste_du` decimal of the scale of the balance,
 * `nombre` 64-bit integer, `factures` text (« 12 factures »). Negative balances are never set off against the others
 * (code de commerce, article L123-19). An empty frame gives five rows of zero.
 *
 * ```text
 * agedReceivables(frame, { at: "2026-10-31" })
 * tranche              reste_du   nombre   factures
 * Non échu           120.000000        1   1 facture
 * 1 à 30 jours        80.000000        1   1 facture
 * 31 à 60 jours        0.000000        0   0 facture
 * 61 à 90 jours        0.000000        0   0 facture
 * 91 jours et plus     0.000000        0   0 facture
 * ```
 *
 * @param frame Customer invoices.
 * @param options The cut-off day.
 * @returns A new frame.
 * @throws {DataError} A column is missing or the balance is not a decimal.
 * @throws {RangeError} `at` is not `YYYY-MM-DD`.
 */
export function agedReceivables(frame: Frame, options: AgeingOptions): Frame {
  return agedRows(frame, receivables(options));
}
