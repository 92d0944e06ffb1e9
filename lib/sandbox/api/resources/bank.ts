import { decimalText, idOf, times } from "../texts.ts";
import type { ApiRequest, ListResource, SandboxRow } from "../types.ts";
import {
  BY_ID,
  categoriesSql,
  categoryJson,
  CMP,
  field,
  idOnly,
  linked,
  MAX_LIMIT,
  scopesOf,
  SET,
} from "./shared.ts";

/** Columns of a transaction, with the table as `r`. */
export const TRANSACTION_SELECT = `r.*, ${categoriesSql("entry", "r.id")}`;

/** What a transaction is wherever it is shown. */
export function transactionJson(row: SandboxRow, request: ApiRequest): Record<string, unknown> {
  return {
    id: idOf(row.id),
    label: row.label,
    attachment_required: row.attachment_required,
    date: row.date,
    outstanding_balance: decimalText(row.outstanding_balance),
    archived_at: null,
    currency: row.currency,
    currency_amount: decimalText(row.currency_amount),
    amount: decimalText(row.amount),
    currency_fee: null,
    fee: null,
    bank_account: linked(request, "/bank_accounts", row.bank_account_id),
    pro_account_expense: null,
    categories: row.categories.map(categoryJson),
    ...times(row as { created_at: string; updated_at: string }),
  };
}

/** Lists of transactions, bank accounts and banks. */
export const BANK_RESOURCES: readonly ListResource[] = [
  {
    path: "/transactions",
    model: "Transaction",
    scopes: scopesOf("transactions"),
    select: TRANSACTION_SELECT,
    from: "sandbox_api.transactions r",
    filters: {
      id: field("r.id", "bigint", SET),
      bank_account_id: field("r.bank_account_id", "bigint", SET),
      journal_id: field("r.journal_id", "bigint", SET),
      date: field("r.date", "date", ["eq", "not_eq", "gt", "lt", "lteq", "gteq"]),
    },
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row, request) => ({
      ...transactionJson(row, request),
      journal: linked(request, "/journals", row.journal_id),
      customer: linked(request, "/customers", row.customer_id),
      supplier: linked(request, "/suppliers", row.supplier_id),
      matched_invoices: { url: request.link(`/transactions/${row.id}/matched_invoices`) },
      interbank_code: null,
    }),
  },
  {
    path: "/transactions/{id}/matched_invoices",
    parent: "/transactions",
    scopes: scopesOf("transactions"),
    select: "r.id, r.kind",
    from: `sandbox_api.matches m JOIN sandbox_api.invoices r
      ON r.company_id = m.company_id AND r.kind = m.kind AND r.id = m.invoice_id`,
    where: "m.transaction_id = $parent",
    sorts: BY_ID,
    sortable: false,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row, request) => ({
      id: idOf(row.id),
      type: row.kind,
      url: request.link(`/${row.kind}_invoices/${row.id}`),
    }),
  },
  {
    path: "/transactions/{id}/categories",
    parent: "/transactions",
    scopes: scopesOf("transactions"),
    select: "r.*, x.weight",
    from: `sandbox_api.entry_categories x JOIN sandbox_api.categories r
      ON r.company_id = x.company_id AND r.id = x.category_id`,
    where: "x.entry_id = $parent",
    sorts: BY_ID,
    sortable: false,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: categoryJson,
  },
  {
    path: "/bank_accounts",
    model: "BankAccount",
    scopes: scopesOf("bank_accounts"),
    select: "r.*",
    from: "sandbox_api.bank_accounts r",
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row, request) => ({
      id: idOf(row.id),
      name: row.name,
      currency: row.currency,
      balance: decimalText(row.balance),
      bank_establishment: idOnly(row.establishment_id),
      journal: linked(request, "/journals", row.journal_id),
      ledger_account: linked(request, "/ledger_accounts", row.ledger_account_id),
      ...times(row as { created_at: string; updated_at: string }),
    }),
  },
  {
    path: "/bank_establishments",
    shared: true,
    scopes: ["bank_establishments:readonly"],
    select: "r.*",
    from: "sandbox_api.bank_establishments r",
    filters: { id: field("r.id", "bigint", CMP) },
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row) => ({
      id: idOf(row.id),
      name: row.name,
      created_at: "2019-01-07T09:00:00.000000Z",
      updated_at: "2019-01-07T09:00:00.000000Z",
    }),
  },
];
