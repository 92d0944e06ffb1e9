import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";

/**
 * Adds the direction of a bank movement: `Encaissement` for a positive amount, `Décaissement` for a negative one.
 *
 * In: `amount_eur` decimal. Out: the same rows and order, plus `sens` text, null for zero and for null. An empty frame
 * gets the column.
 *
 * ```text
 * amount_eur    sens
 * 100.000000    Encaissement
 * -20.000000    Décaissement
 * ```
 *
 * @param frame Bank transactions.
 * @returns A new frame.
 * @throws {DataError} The amount column is missing or is not a decimal.
 */
export function withCashDirection(frame: Frame): Frame {
  requireColumns(frame, ["amount_eur"], "sens");
  const zero = zeroLike(frame, "amount_eur");
  const direction = pl.when(pl.col("amount_eur").gt(zero)).then(pl.lit("Encaissement"))
    .when(pl.col("amount_eur").lt(zero)).then(pl.lit("Décaissement"))
    .otherwise(pl.lit(null).cast(pl.Utf8));
  return frame.withColumns(direction.alias("sens"));
}
