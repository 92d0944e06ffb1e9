/**
 * What a notebook imports as `penny`.
 *
 * @example
 * ```ts ignore
 * import { openPenny, show } from "penny";
 * const penny = await openPenny({ societe: "auto" });
 * show(await penny.extract("customers"));
 * ```
 *
 * @module
 */
export { default as pl } from "nodejs-polars";
export { formatCount, plural } from "./base/mod.ts";
export { closePenny, Extraction, openPenny, Penny } from "./session/mod.ts";
export type { PennyParameters, Period } from "./session/mod.ts";
export type { Frame } from "./frames/mod.ts";
export { openFirm, openPennylane } from "./connectors/pennylane/mod.ts";
export { groupSum, sumDecimal } from "./frames/mod.ts";
export { SOURCE_TITLES } from "./domains/mod.ts";
export {
  agedPayables,
  agedReceivables,
  balanceSides,
  bookedLines,
  countBy,
  cumulativeMonths,
  currentTrialBalance,
  duplicated,
  fiscalYearAt,
  fiscalYearSequence,
  givenColumns,
  isGiven,
  issuedInvoices,
  largestRows,
  ledgerPosition,
  missingValues,
  monthlySums,
  notAvailable,
  numberingGaps,
  openPayables,
  openReceivables,
  profitAndLoss,
  rowsWith,
  rowsWithout,
  splitByTag,
  sumBy,
  tagAxis,
  topN,
  withAccountNature,
  withBalances,
  withCashDirection,
  withClassLabel,
  withDaysSince,
  withDocumentKind,
  withDueDelay,
  withEuroBalance,
  withFiscalYearLength,
  withinPeriod,
  withLedgerColumns,
  withOpeningFlag,
  withoutColumns,
  withPcgLevels,
  withResultContribution,
  withStatusLabel,
  withTrialBalanceColumns,
  withVatAmount,
  withVatZone,
} from "./transforms/mod.ts";
export {
  barChart,
  columnChart,
  figure,
  formatDate,
  formatDecimal,
  formatEuros,
  formatPercent,
  keyFigures,
  lineChart,
  show,
  stackedColumns,
} from "./display/mod.ts";
