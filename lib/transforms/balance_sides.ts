import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";
import { concatFrames } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";
import { sumBy } from "./aggregate_by.ts";

/**
 * The two sides of balances per group, for stacked columns: debit balances above zero, credit balances below, no set-off
 * between accounts.
 *
 * In: `by` text, `solde_debiteur` and `solde_crediteur` decimal. Out: two rows per group, sorted by group, null last: `by`,
 * `sens` text (« Soldes créditeurs », « Soldes débiteurs »), `solde` decimal of the same scale, negative for the credit
 * side. An empty frame gives no row.
 *
 * ```text
 * classe    sens                solde
 * 4 Tiers   Soldes créditeurs   -900.00
 * 4 Tiers   Soldes débiteurs     700.00
 * ```
 *
 * @param frame Accounts with the columns that `withBalances` adds.
 * @param by Name of the column that makes groups.
 * @returns A new frame; Σ `solde` = Σ debit − Σ credit.
 * @throws {DataError} A column is missing, or an amount is not a decimal.
 */
export function balanceSides(frame: Frame, by: string): Frame {
  requireColumns(frame, [by, "solde_debiteur", "solde_crediteur"], "les soldes par sens");
  const zero = zeroLike(frame, "solde_crediteur");
  const side = (sense: string, amount: Expr) =>
    frame.select(pl.col(by), pl.lit(sense).alias("sens"), amount.alias("solde"));
  const sides = concatFrames([
    side("Soldes débiteurs", pl.col("solde_debiteur")),
    side("Soldes créditeurs", zero.minus(pl.col("solde_crediteur"))),
  ]);
  return sumBy(sides, [by, "sens"], ["solde"]);
}
