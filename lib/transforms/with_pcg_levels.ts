import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { ledgerNames, requireColumns } from "./_columns.ts";
import type { LedgerNames } from "./_columns.ts";

/**
 * Adds the levels of the plan comptable général: the leading digits of the account, three, two and one at most.
 *
 * In: `account` text. Out: the same rows and order, plus `pcg_3`, `pcg_2`, `pcg_1` text. An account that does not begin
 * with a digit, is empty or null gives null. An empty frame gets the columns.
 *
 * ```text
 * plan_item_number   pcg_3  pcg_2  pcg_1
 * 41100012           411    41     4
 * 401EDF             401    40     4
 * null               null   null   null
 * ```
 *
 * @param frame Ledger lines or accounts.
 * @param names Where the account number is.
 * @returns A new frame.
 * @throws {DataError} The account column is missing.
 */
export function withPcgLevels(frame: Frame, names: LedgerNames = {}): Frame {
  const { account } = ledgerNames(names);
  requireColumns(frame, [account], "pcg_1, pcg_2, pcg_3");
  const levels = [3, 2, 1].map((digits) =>
    pl.col(account).str.extract(`^([0-9]{1,${digits}})`, 1).alias(`pcg_${digits}`)
  );
  return frame.withColumns(...levels);
}
