/** Frame -> frame, pure, Polars expressions only. Imports `base`, `domains`, `frames`. @module */
export type { LedgerNames } from "./_columns.ts";
export { countBy, sumBy } from "./aggregate_by.ts";
export { monthlySums } from "./aggregate_months.ts";
export type { MonthlyOptions } from "./aggregate_months.ts";
export { topN } from "./aggregate_top.ts";
export type { TopOptions } from "./aggregate_top.ts";
export { withAccountNature } from "./with_account_nature.ts";
export { withBalances } from "./with_balances.ts";
export { withCashDirection } from "./with_cash_direction.ts";
export { withDueDelay } from "./with_due_delay.ts";
export { withLedgerColumns } from "./with_ledger_columns.ts";
export { withOpeningFlag } from "./with_opening_flag.ts";
export type { OpeningOptions } from "./with_opening_flag.ts";
export { withoutColumns } from "./without_columns.ts";
export { withPcgLevels } from "./with_pcg_levels.ts";
export { withResultContribution } from "./with_result_contribution.ts";
export { TRIAL_BALANCE_NAMES, withTrialBalanceColumns } from "./with_trial_balance_columns.ts";
export { withVatAmount } from "./with_vat_amount.ts";
