import type { Frame } from "../frames/mod.ts";
import { withAccountNature } from "./with_account_nature.ts";
import { withBalances } from "./with_balances.ts";
import { withOpeningFlag } from "./with_opening_flag.ts";
import type { OpeningOptions } from "./with_opening_flag.ts";
import { withPcgLevels } from "./with_pcg_levels.ts";
import { withResultContribution } from "./with_result_contribution.ts";

/**
 * Adds to a ledger all that Penny publishes beside the source: `pcg_3`, `pcg_2`, `pcg_1`, `nature_compte`, `solde`,
 * `solde_debiteur`, `solde_crediteur`, `contribution_resultat`, `est_a_nouveau`.
 *
 * In: the columns of `general_ledger` or `analytical_ledger`. Out: the same rows and order, plus the nine columns as
 * their own transforms define them, nulls and empty frames included. In `analytical_ledger` a line repeats per tag, so
 * none of the amounts may be summed there as in a ledger.
 *
 * @param frame Ledger lines.
 * @param options How opening entries are recognised.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or an amount is not a decimal.
 */
export function withLedgerColumns(frame: Frame, options: OpeningOptions = {}): Frame {
  const accounts = withAccountNature(withPcgLevels(frame));
  return withOpeningFlag(withResultContribution(withBalances(accounts)), options);
}
