import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { ledgerNames, matches, requireColumns } from "./_columns.ts";
import type { LedgerNames } from "./_columns.ts";

/**
 * Adds the nature of the account after its class in the plan comptable général: `Bilan` for classes 1 to 5, `Résultat`
 * for 6 and 7, `Spécial` for 8 (comptes spéciaux, neither balance sheet nor result), null for anything else.
 *
 * In: `account` text. Out: the same rows and order, plus `nature_compte` text; null when the account is null. An empty
 * frame gets the column.
 *
 * ```text
 * plan_item_number   nature_compte
 * 512000             Bilan
 * 706000             Résultat
 * 890000             Spécial
 * 901000             null
 * ```
 *
 * @param frame Ledger lines or accounts.
 * @param names Where the account number is.
 * @returns A new frame.
 * @throws {DataError} The account column is missing.
 */
export function withAccountNature(frame: Frame, names: LedgerNames = {}): Frame {
  const { account } = ledgerNames(names);
  requireColumns(frame, [account], "nature_compte");
  const nature = pl.when(matches(account, "^[1-5]")).then(pl.lit("Bilan"))
    .when(matches(account, "^[67]")).then(pl.lit("Résultat"))
    .when(matches(account, "^8")).then(pl.lit("Spécial"))
    .otherwise(pl.lit(null).cast(pl.Utf8));
  return frame.withColumns(nature.alias("nature_compte"));
}
