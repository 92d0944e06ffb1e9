/** Pennylane's company API v2 and Firm API v1: typed, read-only clients, and the limiters that keep them below the rate limit. @module */
export { openPennylane, PENNYLANE_BASE_URL } from "./pennylane.ts";
export type { ChangesOptions, Pennylane, PennylaneOptions } from "./pennylane.ts";
export { FIRM_BASE_URL, openFirm } from "./firm.ts";
export type { Firm, FirmCompany } from "./firm.ts";
export { FIRM_COMPANIES, FIRM_FEEDS, FIRM_RESOURCES } from "./firm_resources.ts";
export type { FirmFeed } from "./firm_resources.ts";
export type { FirmCompanyRow } from "./schemas/firm.ts";
export { CHANGE_FEEDS, RESOURCES } from "./resources.ts";
export type { ChangeFeed, ChangeOf } from "./resources.ts";
export type {
  Condition,
  ConditionOf,
  FilterFields,
  FilterValue,
  IncludedLines,
  Listing,
  ListOptions,
  ListShape,
  Operator,
  Page,
  Parent,
  Resource,
  ResourceShape,
  StreamOptions,
  TrialBalancePeriod,
} from "./types.ts";
export type { AnalyticalExportOptions, ExportFile, ExportOptions, Exports } from "./exports.ts";
export { createRateLimiter } from "./rate_limiter.ts";
export type { RateAnswer, RateLease, RateLimiter, RateLimiterOptions } from "./rate_limiter.ts";
export { createSharedRateLimiter, RATE_TABLE, rateTableSql } from "./shared_rate_limiter.ts";
export type { RateTable } from "./shared_rate_limiter.ts";
export {
  AuthenticationError,
  BaseUrlError,
  ConflictError,
  ContractError,
  ExportError,
  isPennylaneError,
  NetworkError,
  NotFoundError,
  PennylaneAccessError,
  PennylaneDataError,
  PennylaneServiceError,
  ProxyError,
  RateLimitError,
  ScopeError,
  ServerError,
  TimeoutError,
  ValidationError,
} from "./errors.ts";
export { knownKeys } from "./known_keys.ts";
export type { PennylaneError, PennylaneErrorOptions, RequestName } from "./errors.ts";
export type {
  Account,
  AssignedCategory,
  Category,
  CategoryGroup,
  CategoryOfGroup,
  FiscalYear,
  TrialBalanceRow,
} from "./schemas/accounting.ts";
export type {
  BankAccount,
  BankEstablishment,
  CustomerMatchedTransaction,
  MatchedInvoice,
  SupplierMatchedTransaction,
  Transaction,
} from "./schemas/bank.ts";
export type { Change, EntryCategoryChange, LineCategoryChange } from "./schemas/changes.ts";
export type {
  Appendix,
  CustomerInvoiceLine,
  CustomHeaderField,
  InvoiceLineSection,
  Payment,
} from "./schemas/customer_invoice_parts.ts";
export type { CustomerInvoice } from "./schemas/customer_invoices.ts";
export type { ExportState } from "./schemas/exports.ts";
export type {
  Journal,
  LedgerAccount,
  LedgerEntry,
  LedgerEntryLine,
  LedgerEntryWithLines,
  LedgerLineOfEntry,
} from "./schemas/ledger.ts";
export type { Product, Quote } from "./schemas/sales.ts";
export type { SupplierInvoice, SupplierInvoiceLine } from "./schemas/supplier_invoices.ts";
export type {
  CompanyCustomer,
  Contact,
  Customer,
  IndividualCustomer,
  Supplier,
} from "./schemas/third_parties.ts";
