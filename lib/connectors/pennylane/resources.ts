import {
  CATEGORIES,
  CATEGORY_GROUPS,
  FISCAL_YEARS,
  JOURNALS,
  LEDGER_ACCOUNTS,
  LEDGER_ENTRIES,
  LEDGER_ENTRY_LINES,
  TRIAL_BALANCE,
} from "./resources_accounting.ts";
import { CUSTOMER_INVOICES, PRODUCTS, QUOTES, SUPPLIER_INVOICES } from "./resources_documents.ts";
import {
  BANK_ACCOUNTS,
  BANK_ESTABLISHMENTS,
  COMPANY_CUSTOMERS,
  CUSTOMERS,
  INDIVIDUAL_CUSTOMERS,
  SUPPLIERS,
  TRANSACTIONS,
} from "./resources_third_parties.ts";
import {
  type Change,
  changeSchema,
  type EntryCategoryChange,
  entryCategoryChangeSchema,
  type LineCategoryChange,
  lineCategoryChangeSchema,
} from "./schemas/changes.ts";

/** Every resource that the client reads, by the name it has on the client. */
export const RESOURCES = {
  customers: CUSTOMERS,
  companyCustomers: COMPANY_CUSTOMERS,
  individualCustomers: INDIVIDUAL_CUSTOMERS,
  suppliers: SUPPLIERS,
  customerInvoices: CUSTOMER_INVOICES,
  supplierInvoices: SUPPLIER_INVOICES,
  products: PRODUCTS,
  quotes: QUOTES,
  transactions: TRANSACTIONS,
  bankAccounts: BANK_ACCOUNTS,
  bankEstablishments: BANK_ESTABLISHMENTS,
  journals: JOURNALS,
  ledgerAccounts: LEDGER_ACCOUNTS,
  ledgerEntries: LEDGER_ENTRIES,
  ledgerEntryLines: LEDGER_ENTRY_LINES,
  trialBalance: TRIAL_BALANCE,
  fiscalYears: FISCAL_YEARS,
  categories: CATEGORIES,
  categoryGroups: CATEGORY_GROUPS,
} as const;

/** The ten change feeds, by the API's names, each with the scope it needs. */
export const CHANGE_FEEDS = {
  customers: { scope: "customers", row: changeSchema },
  suppliers: { scope: "suppliers", row: changeSchema },
  customer_invoices: { scope: "customer_invoices", row: changeSchema },
  supplier_invoices: { scope: "supplier_invoices", row: changeSchema },
  products: { scope: "products", row: changeSchema },
  quotes: { scope: "quotes", row: changeSchema },
  transactions: { scope: "transactions", row: changeSchema },
  ledger_entry_lines: { scope: "ledger_entries", row: changeSchema },
  ledger_entries_categories: { scope: "ledger_entries", row: entryCategoryChangeSchema },
  ledger_entry_lines_categories: { scope: "ledger_entries", row: lineCategoryChangeSchema },
} as const;

/** Name of a change feed. */
export type ChangeFeed = keyof typeof CHANGE_FEEDS;

/** Event of a change feed. */
export type ChangeOf<F extends ChangeFeed> = F extends "ledger_entries_categories"
  ? EntryCategoryChange
  : F extends "ledger_entry_lines_categories" ? LineCategoryChange
  : Change;
