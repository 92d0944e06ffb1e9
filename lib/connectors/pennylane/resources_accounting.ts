import { CMP, DATE, part, resource, SET } from "./_shapes.ts";
import {
  assignedCategorySchema,
  categoryGroupSchema,
  categoryOfGroupSchema,
  categorySchema,
  fiscalYearSchema,
  trialBalanceRowSchema,
} from "./schemas/accounting.ts";
import {
  journalSchema,
  ledgerAccountSchema,
  ledgerEntryLineSchema,
  ledgerEntrySchema,
  ledgerEntryWithLinesSchema,
  ledgerLineOfEntrySchema,
} from "./schemas/ledger.ts";

/** Journals. */
export const JOURNALS = resource({
  name: "journals",
  list: {
    scope: "journals",
    path: "/journals",
    row: journalSchema,
    filters: { type: SET },
    sorts: ["id"],
    maxLimit: 100,
  },
  get: { path: "/journals/{id}", row: journalSchema },
});

/** Ledger accounts: 1,000 a page. */
export const LEDGER_ACCOUNTS = resource({
  name: "ledger_accounts",
  list: {
    scope: "ledger_accounts",
    path: "/ledger_accounts",
    row: ledgerAccountSchema,
    filters: { id: CMP, number: ["start_with", "eq", "in"], enabled: ["eq"] },
    sorts: ["id"],
    maxLimit: 1000,
  },
  get: { path: "/ledger_accounts/{id}", row: ledgerAccountSchema },
});

/** Entries, drafts and closed years included; only `get` carries the lines. */
export const LEDGER_ENTRIES = resource({
  name: "ledger_entries",
  list: {
    scope: "ledger_entries",
    path: "/ledger_entries",
    row: ledgerEntrySchema,
    filters: { id: CMP, date: DATE, journal_id: CMP },
    sorts: ["id", "date"],
    maxLimit: 100,
  },
  get: { path: "/ledger_entries/{id}", row: ledgerEntryWithLinesSchema },
  parts: {
    ledgerEntryLines: {
      scope: "ledger_entries",
      path: "/ledger_entries/{id}/ledger_entry_lines",
      row: ledgerLineOfEntrySchema,
      filters: { ledger_account_id: CMP },
      sorts: ["id"],
      maxLimit: 100,
    },
  },
});

/** Lines of entries. */
export const LEDGER_ENTRY_LINES = resource({
  name: "ledger_entry_lines",
  list: {
    scope: "ledger_entries",
    path: "/ledger_entry_lines",
    row: ledgerEntryLineSchema,
    filters: { id: CMP, journal_id: CMP, ledger_account_id: CMP, date: CMP },
    sorts: ["id", "date"],
    maxLimit: 100,
  },
  get: { path: "/ledger_entry_lines/{id}", row: ledgerEntryLineSchema },
  parts: {
    categories: part({
      scope: "ledger_entries",
      path: "/ledger_entry_lines/{id}/categories",
      row: assignedCategorySchema,
    }, ["id"]),
    letteredLines: part({
      scope: "ledger_entries",
      path: "/ledger_entry_lines/{id}/lettered_ledger_entry_lines",
      row: ledgerEntryLineSchema,
    }, ["id", "date"]),
  },
});

/** Trial balance of a period: by account number, 1,000 a page, rows without an id. */
export const TRIAL_BALANCE = resource({
  name: "trial_balance",
  list: {
    scope: "trial_balance:readonly",
    path: "/trial_balance",
    row: trialBalanceRowSchema,
    filters: {},
    sorts: [],
    maxLimit: 1000,
    period: true,
  },
});

/** Fiscal years, future ones included. */
export const FISCAL_YEARS = resource({
  name: "fiscal_years",
  list: {
    scope: "fiscal_years:readonly",
    path: "/fiscal_years",
    row: fiscalYearSchema,
    filters: {},
    sorts: ["id", "start"],
    maxLimit: 100,
  },
});

/** Analytical and cash categories. */
export const CATEGORIES = resource({
  name: "categories",
  list: {
    scope: "categories",
    path: "/categories",
    row: categorySchema,
    filters: {
      ...{ id: CMP, label: ["start_with", "eq", "in"], category_group_id: CMP },
      analytical_code: SET,
    },
    sorts: ["id"],
    maxLimit: 100,
  },
  get: { path: "/categories/{id}", row: categorySchema },
});

/** Groups of categories (axes). */
export const CATEGORY_GROUPS = resource({
  name: "category_groups",
  list: {
    scope: "categories",
    path: "/category_groups",
    row: categoryGroupSchema,
    filters: {},
    sorts: [],
    maxLimit: 100,
  },
  get: { path: "/category_groups/{id}", row: categoryGroupSchema },
  parts: {
    categories: part({
      scope: "categories",
      path: "/category_groups/{id}/categories",
      row: categoryOfGroupSchema,
    }),
  },
});
