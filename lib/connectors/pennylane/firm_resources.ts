import { CMP, DATE, part, resource, SET } from "./_shapes.ts";
import { categoryGroupSchema } from "./schemas/accounting.ts";
import { changeSchema } from "./schemas/changes.ts";
import {
  documentFileSchema,
  documentFolderSchema,
  firmBankAccountSchema,
  firmCategoryOfGroupSchema,
  firmCategorySchema,
  firmCompanySchema,
  firmCustomerInvoiceSchema,
  firmCustomerSchema,
  firmFiscalYearSchema,
  firmLedgerAccountSchema,
  firmLedgerEntryLineSchema,
  firmLedgerEntrySchema,
  firmLetteredLineSchema,
  firmSupplierInvoiceSchema,
  firmSupplierSchema,
  firmTransactionSchema,
} from "./schemas/firm.ts";
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
import { CUSTOMER_INVOICES, SUPPLIER_INVOICES } from "./resources_documents.ts";
import { BANK_ACCOUNTS, CUSTOMERS, SUPPLIERS, TRANSACTIONS } from "./resources_third_parties.ts";

/** The companies of a firm. */
export const FIRM_COMPANIES = resource({
  name: "companies",
  list: {
    scope: "companies:readonly",
    path: "/companies",
    row: firmCompanySchema,
    filters: { client_code: SET },
    sorts: [],
    maxLimit: 1000,
    numbered: true,
  },
  get: { path: "/companies/{id}", row: firmCompanySchema },
});

/** Without a date the API shows entries of open years alone. */
const ALL_YEARS = [{ field: "date", operator: "gteq", value: "1900-01-01" }] as const;

/** Every resource of a company of a firm, by the name it has on the client: that of the company API. */
export const FIRM_RESOURCES = {
  customers: resource({
    name: "customers",
    list: {
      ...CUSTOMERS.list,
      scope: "customers:readonly",
      row: firmCustomerSchema,
      filters: { ...CUSTOMERS.list.filters, external_reference: SET },
    },
  }),
  suppliers: resource({
    name: "suppliers",
    list: {
      ...SUPPLIERS.list,
      scope: "suppliers:readonly",
      row: firmSupplierSchema,
      filters: { ...SUPPLIERS.list.filters, name: ["start_with", "eq"] },
    },
  }),
  customerInvoices: resource({
    name: "customer_invoices",
    list: {
      scope: "customer_invoices",
      path: CUSTOMER_INVOICES.list.path,
      row: firmCustomerInvoiceSchema,
      filters: {
        ...{ id: CMP, date: CMP, customer_id: CMP, billing_subscription_id: CMP, quote_id: CMP },
        ...{ invoice_number: SET, draft: ["eq"], credit_note: ["eq"], external_reference: ["eq"] },
        ...{ category_id: ["in"] },
      },
      sorts: ["id", "date"],
      maxLimit: 100,
    },
    get: { path: CUSTOMER_INVOICES.get.path, row: firmCustomerInvoiceSchema },
  }),
  supplierInvoices: resource({
    name: "supplier_invoices",
    list: {
      ...SUPPLIER_INVOICES.list,
      row: firmSupplierInvoiceSchema,
      filters: {
        ...{ id: CMP, supplier_id: CMP, date: CMP, invoice_number: SET },
        ...{ category_id: ["in"], external_reference: SET },
      },
    },
    get: { path: SUPPLIER_INVOICES.get.path, row: firmSupplierInvoiceSchema },
  }),
  transactions: resource({
    name: "transactions",
    list: {
      ...TRANSACTIONS.list,
      row: firmTransactionSchema,
      filters: { id: SET, bank_account_id: SET, journal_id: SET, date: DATE },
    },
  }),
  bankAccounts: resource({
    name: "bank_accounts",
    list: { ...BANK_ACCOUNTS.list, row: firmBankAccountSchema },
  }),
  journals: resource({
    name: "journals",
    list: { ...JOURNALS.list, sorts: [] },
    get: JOURNALS.get,
  }),
  ledgerAccounts: resource({
    name: "ledger_accounts",
    list: { ...LEDGER_ACCOUNTS.list, row: firmLedgerAccountSchema, sorts: [], maxLimit: 100 },
    get: { path: LEDGER_ACCOUNTS.get.path, row: firmLedgerAccountSchema },
  }),
  ledgerEntries: resource({
    name: "ledger_entries",
    list: { ...LEDGER_ENTRIES.list, row: firmLedgerEntrySchema, unless: ALL_YEARS },
    get: { path: LEDGER_ENTRIES.get.path, row: firmLedgerEntrySchema },
  }),
  ledgerEntryLines: resource({
    name: "ledger_entry_lines",
    list: {
      ...LEDGER_ENTRY_LINES.list,
      row: firmLedgerEntryLineSchema,
      filters: { ...LEDGER_ENTRY_LINES.list.filters, ledger_entry_id: CMP },
    },
    get: { path: LEDGER_ENTRY_LINES.get.path, row: firmLedgerEntryLineSchema },
    parts: {
      letteredLines: part({
        scope: "ledger_entries",
        path: LEDGER_ENTRY_LINES.parts.letteredLines.path,
        row: firmLetteredLineSchema,
      }, ["id", "date"]),
    },
  }),
  trialBalance: resource({
    name: "trial_balance",
    list: { ...TRIAL_BALANCE.list, numbered: true },
  }),
  fiscalYears: resource({
    name: "fiscal_years",
    list: {
      ...FISCAL_YEARS.list,
      scope: "fiscal_years",
      row: firmFiscalYearSchema,
      sorts: [],
      numbered: true,
    },
  }),
  categories: resource({
    name: "categories",
    list: { ...CATEGORIES.list, scope: "categories:readonly", row: firmCategorySchema },
    get: { path: CATEGORIES.get.path, row: firmCategorySchema },
  }),
  categoryGroups: resource({
    name: "category_groups",
    list: { ...CATEGORY_GROUPS.list, scope: "categories:readonly" },
    get: { path: CATEGORY_GROUPS.get.path, row: categoryGroupSchema },
    parts: {
      categories: part({
        scope: "categories:readonly",
        path: CATEGORY_GROUPS.parts.categories.path,
        row: firmCategoryOfGroupSchema,
      }),
    },
  }),
  documentFiles: resource({
    name: "dms/files",
    list: {
      scope: "dms_files",
      path: "/dms/files",
      row: documentFileSchema,
      filters: { id: CMP, parent_folder_id: CMP },
      sorts: [],
      maxLimit: 100,
    },
  }),
  documentFolders: resource({
    name: "dms/folders",
    list: {
      scope: "dms_files",
      path: "/dms/folders",
      row: documentFolderSchema,
      filters: { id: CMP },
      sorts: [],
      maxLimit: 100,
    },
  }),
} as const;

/** The four change feeds of the Firm API, by its names. */
export const FIRM_FEEDS = {
  customer_invoices: { scope: "customer_invoices", row: changeSchema },
  supplier_invoices: { scope: "supplier_invoices", row: changeSchema },
  ledger_entry_lines: { scope: "ledger_entries", row: changeSchema },
  dms_files: { scope: "dms_files", row: changeSchema },
} as const;

/** Name of a change feed of the Firm API. */
export type FirmFeed = keyof typeof FIRM_FEEDS;
