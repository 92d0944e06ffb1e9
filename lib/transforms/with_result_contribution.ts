import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { ledgerNames, matches, requireColumns, zeroLike } from "./_columns.ts";
import type { LedgerNames } from "./_columns.ts";

/**
 * Adds what each row brings to the result: credit − debit on classes 6 (charges) and 7 (produits), zero on the other
 * classes, so that its sum over a fiscal year is the result before any closing entry.
 *
 * In: `account` text, `debit` and `credit` decimal. Out: the same rows and order, plus `contribution_resultat`, decimal
 * of the same scale; null when the account or an amount of classes 6 and 7 is null. An empty frame gets the column.
 *
 * ```text
 * plan_item_number  debit  credit   contribution_resultat
 * 606300            30.00    0.00                  -30.00
 * 707000             0.00  100.00                  100.00
 * 512000           100.00    0.00                    0.00
 * ```
 *
 * @param frame Ledger lines or accounts.
 * @param names Where account and amounts are.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or an amount is not a decimal.
 */
export function withResultContribution(frame: Frame, names: LedgerNames = {}): Frame {
  const { account, debit, credit } = ledgerNames(names);
  requireColumns(frame, [account, debit, credit], "contribution_resultat");
  const zero = zeroLike(frame, credit);
  zeroLike(frame, debit);
  const contribution = pl.when(matches(account, "^[67]")).then(pl.col(credit).minus(pl.col(debit)))
    .when(pl.col(account).isNotNull()).then(zero)
    .otherwise(pl.lit(null));
  return frame.withColumns(contribution.alias("contribution_resultat"));
}
