import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";

/**
 * Adds the balance of the accounts held in euros, which alone can be added up.
 *
 * In: `balance` decimal, `currency` text. Out: the same rows and order, plus `solde_eur` decimal of the same scale, null
 * where the currency is another one or unknown. An empty frame gets the column.
 *
 * ```text
 * currency   balance   solde_eur
 * EUR        1200.00     1200.00
 * USD         300.00        null
 * ```
 *
 * @param frame Bank accounts.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or the balance is not a decimal.
 */
export function withEuroBalance(frame: Frame): Frame {
  requireColumns(frame, ["balance", "currency"], "solde_eur");
  zeroLike(frame, "balance");
  const dtype = frame.dtypes[frame.columns.indexOf("balance")]!;
  const euro = pl.col("currency").str.strip().str.toUpperCase().eq(pl.lit("EUR"));
  return frame.withColumns(
    pl.when(euro).then(pl.col("balance")).otherwise(pl.lit(null).cast(dtype)).alias("solde_eur"),
  );
}
