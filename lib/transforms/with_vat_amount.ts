import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";

/**
 * Adds the VAT of an invoice in euros: amount with taxes − amount without taxes.
 *
 * In: `amount_eur` and `amount_eur_excl_taxes` decimal. Out: the same rows and order, plus `montant_tva` decimal of the
 * same scale, null when an amount is null. An empty frame gets the column.
 *
 * ```text
 * amount_eur   amount_eur_excl_taxes   montant_tva
 * 120.000000              100.000000     20.000000
 * ```
 *
 * @param frame Invoices.
 * @returns A new frame.
 * @throws {DataError} An amount column is missing or is not a decimal.
 */
export function withVatAmount(frame: Frame): Frame {
  const [total, net] = ["amount_eur", "amount_eur_excl_taxes"] as const;
  requireColumns(frame, [total, net], "montant_tva");
  zeroLike(frame, total);
  zeroLike(frame, net);
  return frame.withColumns(pl.col(total).minus(pl.col(net)).alias("montant_tva"));
}
