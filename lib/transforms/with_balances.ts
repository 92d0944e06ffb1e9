import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { ledgerNames, requireColumns, zeroLike } from "./_columns.ts";
import type { LedgerNames } from "./_columns.ts";

/**
 * Adds the balance of each row: `solde` is debit − credit, whatever the account; `solde_debiteur` and
 * `solde_crediteur` are its two sides, never negative, one of them zero.
 *
 * In: `debit` and `credit` decimal. Out: the same rows and order, plus the three columns, decimal of the same scale. A
 * null debit or credit gives three nulls: what is unknown is not zero. An empty frame gets the columns.
 *
 * ```text
 * debit  credit   solde   solde_debiteur  solde_crediteur
 * 10.50    0.00   10.50            10.50             0.00
 *  0.00    3.00   -3.00             0.00             3.00
 *  null    3.00    null             null             null
 * ```
 *
 * @param frame Ledger lines or accounts.
 * @param names Where the amounts are.
 * @returns A new frame; Σ `solde` = Σ `solde_debiteur` − Σ `solde_crediteur`.
 * @throws {DataError} An amount column is missing or is not a decimal.
 */
export function withBalances(frame: Frame, names: LedgerNames = {}): Frame {
  const { debit, credit } = ledgerNames(names);
  requireColumns(frame, [debit, credit], "solde");
  const zero = zeroLike(frame, debit);
  zeroLike(frame, credit);
  const positive = (left: string, right: string) => {
    const difference = pl.col(left).minus(pl.col(right));
    return pl.when(difference.lt(zero)).then(zero).otherwise(difference);
  };
  return frame.withColumns(
    pl.col(debit).minus(pl.col(credit)).alias("solde"),
    positive(debit, credit).alias("solde_debiteur"),
    positive(credit, debit).alias("solde_crediteur"),
  );
}
