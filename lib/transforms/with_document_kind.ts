import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";

/**
 * Adds whether a document is an invoice or a credit note, by the sign of its amount.
 *
 * In: `amount_eur` decimal. Out: the same rows and order, plus `nature_piece` text: « Avoir » below zero, else
 * « Facture »; null when the amount is null. An empty frame gets the column.
 *
 * ```text
 * amount_eur    nature_piece
 *  120.000000   Facture
 *  -12.000000   Avoir
 * ```
 *
 * @param frame Invoices.
 * @returns A new frame.
 * @throws {DataError} The amount is missing or is not a decimal.
 */
export function withDocumentKind(frame: Frame): Frame {
  requireColumns(frame, ["amount_eur"], "nature_piece");
  const amount = pl.col("amount_eur");
  const kind = pl.when(amount.lt(zeroLike(frame, "amount_eur"))).then(pl.lit("Avoir"))
    .when(amount.isNotNull()).then(pl.lit("Facture"))
    .otherwise(pl.lit(null).cast(pl.Utf8));
  return frame.withColumns(kind.alias("nature_piece"));
}
