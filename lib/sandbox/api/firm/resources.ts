import { idOf, times } from "../texts.ts";
import type { ApiRequest, ListResource, SandboxRow } from "../types.ts";
import { BY_ID, CMP, field, linked, MAX_LIMIT, scopesOf, SET } from "../resources/shared.ts";
import { adapted } from "./_adapt.ts";

/** Keys of invoices that came to the company API alone. */
const LATER = ["payment_method_ledger_account", "e_invoicing"];
const READ_ONLY_CATEGORIES = ["categories:readonly"];

function accountLink(row: SandboxRow, request: ApiRequest): Record<string, unknown> {
  return { ledger_account: linked(request, "/ledger_accounts", row.ledger_account_id) };
}

function notArchived(): Record<string, unknown> {
  return { archived_at: null };
}

/** Third parties: lists alone, and one scope. */
const PARTIES: readonly ListResource[] = [
  adapted("/customers", {
    lacks: ["contacts", "mandates", "pro_account_mandates"],
    adds: accountLink,
    list: { model: undefined, scopes: ["customers:readonly"] },
    filters: { external_reference: field("r.external_reference", "text", SET) },
  }),
  adapted("/suppliers", {
    adds: accountLink,
    list: { model: undefined, scopes: ["suppliers:readonly"] },
    filters: { name: field("r.name", "text", ["start_with", "eq"]) },
  }),
];

/** Invoices: read only, without the lists of one. */
const INVOICES: readonly ListResource[] = [
  adapted("/customer_invoices", {
    lacks: [
      ...[...LATER, "installments", "purchase_order_reference", "sales_order_reference"],
      ...["factur_x", "schematron_validation_status"],
    ],
    unfiltered: ["flow_id"],
  }),
  adapted("/supplier_invoices", {
    lacks: [...LATER, "paid", "import_source"],
    unfiltered: ["flow_id", "payment_status"],
  }),
];

const BANK: readonly ListResource[] = [
  adapted("/bank_accounts", { lacks: ["balance"], list: { model: undefined } }),
  adapted("/transactions", {
    lacks: ["matched_invoices", "interbank_code"],
    list: { model: undefined },
  }),
];

/** Entries of closed and frozen years are only shown to who asks for dates; drafts, that have none, never. */
const OPEN_YEARS = `r.date IS NOT NULL AND ($dated OR NOT EXISTS (
  SELECT FROM sandbox_api.fiscal_years f WHERE f.company_id = r.company_id
     AND f.status IN ('closed', 'frozen') AND r.date BETWEEN f.start AND f.finish))`;

/**
 * The list of entries as a request shows it.
 *
 * @param dated Whether its filter names dates, or one entry is asked for by its id.
 */
export function entriesList(dated: boolean): ListResource {
  return adapted("/ledger_entries", {
    lacks: ["journal_id", "ledger_attachment_filename"],
    list: { where: OPEN_YEARS.replace("$dated", String(dated)), detail: undefined },
  });
}

function lineKeys(row: SandboxRow, request: ApiRequest): Record<string, unknown> {
  return {
    ledger_entry: linked(request, "/ledger_entries", row.entry_id),
    imputation_dates: [],
  };
}

const LEDGER: readonly ListResource[] = [
  adapted("/journals", { list: { sortable: false } }),
  adapted("/ledger_accounts", {
    lacks: ["type", "created_at", "updated_at"],
    adds: notArchived,
    list: { sortable: false, maxLimit: MAX_LIMIT },
  }),
  adapted("/ledger_entry_lines", {
    adds: lineKeys,
    filters: { ledger_entry_id: field("r.entry_id", "bigint", CMP) },
  }),
  adapted("/ledger_entry_lines/{id}/lettered_ledger_entry_lines", {
    lacks: ["categories"],
  }),
];

const CATEGORIES: readonly ListResource[] = [
  adapted("/categories", { adds: notArchived, list: { scopes: READ_ONLY_CATEGORIES } }),
  adapted("/category_groups", { list: { scopes: READ_ONLY_CATEGORIES } }),
  adapted("/category_groups/{id}/categories", {
    adds: notArchived,
    list: { scopes: READ_ONLY_CATEGORIES },
  }),
];

/** The documents of a company: the files of its supplier invoices, in a folder for each fiscal year. */
const DOCUMENTS: readonly ListResource[] = [
  {
    path: "/dms/files",
    scopes: scopesOf("dms_files"),
    select: "r.*",
    from:
      `(SELECT i.company_id, i.id, i.id::text || '.pdf' AS name, y.id AS folder_id, i.created_at,
        i.updated_at FROM sandbox_api.invoices i LEFT JOIN sandbox_api.fiscal_years y
        ON y.company_id = i.company_id AND i.date BETWEEN y.start AND y.finish
        WHERE i.kind = 'supplier') r`,
    filters: {
      id: field("r.id", "bigint", CMP),
      parent_folder_id: field("r.folder_id", "bigint", CMP),
    },
    sorts: BY_ID,
    sortable: false,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row, request) => ({
      id: idOf(row.id),
      name: row.name,
      path: `/Factures fournisseurs/${row.name}`,
      parent_folder: row.folder_id === null ? null : { id: idOf(row.folder_id) },
      url: `${request.context.origin}/public/invoice/pdf?encrypted_id=${row.id}`,
      ...times(row as { created_at: string; updated_at: string }),
    }),
  },
  {
    path: "/dms/folders",
    scopes: scopesOf("dms_files"),
    select: "r.*",
    from: "sandbox_api.fiscal_years r",
    filters: { id: field("r.id", "bigint", CMP) },
    sorts: BY_ID,
    sortable: false,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row, request) => ({
      id: idOf(row.id),
      name: `Exercice ${String(row.finish).slice(0, 4)}`,
      path: `/Factures fournisseurs/Exercice ${String(row.finish).slice(0, 4)}`,
      parent_folder: null,
      files: { url: request.link(`/dms/files?parent_folder_id=${row.id}`) },
      ...times(row as { created_at: string; updated_at: string }),
    }),
  },
];

/** Every list of a company that goes by cursors, entries of open years alone. */
export const FIRM_RESOURCES: readonly ListResource[] = [
  ...PARTIES,
  ...INVOICES,
  ...BANK,
  ...LEDGER,
  entriesList(false),
  ...CATEGORIES,
  ...DOCUMENTS,
];
