import type { Frame } from "../frames/mod.ts";
import type { LedgerNames } from "./_columns.ts";
import { withAccountNature } from "./with_account_nature.ts";
import { withBalances } from "./with_balances.ts";
import { withPcgLevels } from "./with_pcg_levels.ts";
import { withResultContribution } from "./with_result_contribution.ts";

/** Where a trial balance has what a ledger calls `plan_item_number`, `debit` and `credit`. */
export const TRIAL_BALANCE_NAMES: Required<LedgerNames> = Object.freeze({
  account: "number",
  debit: "debits",
  credit: "credits",
});

/**
 * Adds to a trial balance what Penny publishes beside the source: `pcg_3`, `pcg_2`, `pcg_1`, `nature_compte`, `solde`,
 * `solde_debiteur`, `solde_crediteur`, `contribution_resultat`.
 *
 * In: the columns of `trial_balance`. Out: the same rows and order, plus the eight columns as their own transforms
 * define them, nulls and empty frames included.
 *
 * @param frame One row per account and fiscal year.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or an amount is not a decimal.
 */
export function withTrialBalanceColumns(frame: Frame): Frame {
  const accounts = withAccountNature(
    withPcgLevels(frame, TRIAL_BALANCE_NAMES),
    TRIAL_BALANCE_NAMES,
  );
  return withResultContribution(withBalances(accounts, TRIAL_BALANCE_NAMES), TRIAL_BALANCE_NAMES);
}
