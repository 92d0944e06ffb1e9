import { decimalText, idOf, times } from "../texts.ts";
import type { ApiRequest, ListResource, SandboxRow } from "../types.ts";
import {
  BY_ID,
  byIdAnd,
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

const ENTRY_SCOPES = scopesOf("ledger_entries");
const MAX_LEDGER_ACCOUNTS = 1000;

const ENTRIES: ListResource = {
  path: "/ledger_entries",
  model: "LedgerEntry",
  scopes: ENTRY_SCOPES,
  select: `r.*, ${categoriesSql("entry", "r.id")}`,
  from: "sandbox_api.ledger_entries r",
  filters: {
    id: field("r.id", "bigint", CMP),
    journal_id: field("r.journal_id", "bigint", CMP),
    date: field("r.date", "date", ["eq", "not_eq", "lt", "lteq", "gt", "gteq"]),
  },
  sorts: byIdAnd("date", { sql: "r.sort_date", type: "date" }),
  defaultSort: "-id",
  maxLimit: MAX_LIMIT,
  nullKeys: true,
  json: (row, request) => ({
    ...entryJson(row, request),
    journal_id: idOf(row.journal_id),
    ledger_attachment_filename: row.filename,
  }),
  detail: async (row, request) => {
    const lines = await request.context.db.many<SandboxRow>(
      `SELECT * FROM sandbox_api.ledger_entry_lines r
        WHERE r.company_id = $1 AND r.entry_id = $2 ORDER BY r.id`,
      [request.company.companyId, row.id],
    );
    return {
      ...entryJson(row, request),
      // Alone among the answers, this one has no null label and no null date in its schema: a draft shows the day of its making.
      label: row.label ?? "",
      date: row.date ?? String(row.created_at).slice(0, 10),
      ledger_entry_lines: lines.map((line) => amountsJson(line, request)),
    };
  },
};

function entryJson(row: SandboxRow, request: ApiRequest): Record<string, unknown> {
  return {
    id: idOf(row.id),
    label: row.label,
    piece_number: row.piece_number,
    date: row.date,
    due_date: row.due_date,
    invoice_number: row.invoice_number,
    journal: linked(request, "/journals", row.journal_id),
    status: row.status,
    categories: row.categories.map(categoryJson),
    attachment: row.filename === null ? null : {
      filename: row.filename,
      url:
        `${request.context.origin}/rails/active_storage/blobs/redirect/${row.id}/${row.filename}`,
    },
    ...times(row as { created_at: string; updated_at: string }),
  };
}

function amountsJson(row: SandboxRow, request: ApiRequest): Record<string, unknown> {
  return {
    id: idOf(row.id),
    debit: decimalText(row.debit),
    credit: decimalText(row.credit),
    label: row.label ?? "",
    ledger_account: {
      id: idOf(row.account_id),
      number: row.account_number,
      url: request.link(`/ledger_accounts/${row.account_id}`),
    },
  };
}

const LINE_SELECT = `r.*, ${categoriesSql("line", "r.id")},
  (SELECT json_agg(x.id::text ORDER BY x.id) FROM sandbox_api.ledger_entry_lines x
    WHERE x.company_id = r.company_id AND x.lettering = r.lettering) AS lettered`;

function lineJson(row: SandboxRow, request: ApiRequest): Record<string, unknown> {
  return {
    ...amountsJson(row, request),
    date: row.date,
    journal: linked(request, "/journals", row.journal_id),
    ledger_entry: idOnly(row.entry_id),
    categories: row.categories.map(categoryJson),
    lettered_ledger_entry_lines: {
      ids: (row.lettered ?? []).map(Number),
      url: request.link(`/ledger_entry_lines/${row.id}/lettered_ledger_entry_lines`),
    },
    ...times(row as { created_at: string; updated_at: string }),
  };
}

const LINES: ListResource = {
  path: "/ledger_entry_lines",
  model: "LedgerEntryLine",
  scopes: ENTRY_SCOPES,
  select: LINE_SELECT,
  from: "sandbox_api.ledger_entry_lines r",
  filters: {
    id: field("r.id", "bigint", CMP),
    journal_id: field("r.journal_id", "bigint", CMP),
    ledger_account_id: field("r.account_id", "bigint", CMP),
    date: field("r.date", "date", CMP),
  },
  sorts: byIdAnd("date", { sql: "r.date", type: "date" }),
  defaultSort: "-id",
  maxLimit: MAX_LIMIT,
  json: lineJson,
};

/** Lists of the ledger. */
export const LEDGER_RESOURCES: readonly ListResource[] = [
  {
    path: "/journals",
    model: "Journal",
    scopes: scopesOf("journals"),
    select: "r.*",
    from: "sandbox_api.journals r",
    filters: { type: field("r.type", "text", SET) },
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    nullKeys: true,
    json: (row) => ({ id: idOf(row.id), code: row.code, label: row.label, type: row.type }),
  },
  {
    path: "/ledger_accounts",
    model: "LedgerAccount",
    scopes: scopesOf("ledger_accounts"),
    select: "r.*",
    from: "sandbox_api.ledger_accounts r",
    filters: {
      id: field("r.id", "bigint", CMP),
      number: field("r.number", "text", ["start_with", "eq", "in"]),
      enabled: field("r.enabled", "boolean", ["eq"]),
    },
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LEDGER_ACCOUNTS,
    nullKeys: true,
    json: (row) => ({
      id: idOf(row.id),
      number: row.number,
      label: row.label,
      vat_rate: row.vat_rate,
      country_alpha2: "any",
      enabled: row.enabled,
      type: row.type,
      letterable: row.letterable,
      ...times(row as { created_at: string; updated_at: string }),
    }),
  },
  ENTRIES,
  {
    path: "/ledger_entries/{id}/ledger_entry_lines",
    parent: "/ledger_entries",
    scopes: ENTRY_SCOPES,
    select: "r.*",
    from: "sandbox_api.ledger_entry_lines r",
    where: "r.entry_id = $parent",
    filters: { ledger_account_id: field("r.account_id", "bigint", CMP) },
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    nullKeys: true,
    json: (row, request) => ({
      ...amountsJson(row, request),
      ledger_account_id: idOf(row.account_id),
    }),
  },
  LINES,
  {
    ...LINES,
    model: undefined,
    path: "/ledger_entry_lines/{id}/lettered_ledger_entry_lines",
    parent: "/ledger_entry_lines",
    where: `r.lettering = (SELECT x.lettering FROM sandbox_api.ledger_entry_lines x
      WHERE x.company_id = $1 AND x.id = $parent)`,
    filters: {},
    nullKeys: true,
  },
  {
    path: "/ledger_entry_lines/{id}/categories",
    parent: "/ledger_entry_lines",
    scopes: ENTRY_SCOPES,
    select: "r.*, x.weight",
    from: `sandbox_api.line_categories x JOIN sandbox_api.categories r
      ON r.company_id = x.company_id AND r.id = x.category_id`,
    where: "x.line_id = $parent",
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    nullKeys: true,
    json: categoryJson,
  },
  {
    path: "/fiscal_years",
    scopes: ["fiscal_years:readonly"],
    select: "r.*",
    from: "sandbox_api.fiscal_years r",
    sorts: byIdAnd("start", { sql: "r.start", type: "date" }),
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    nullKeys: true,
    json: (row) => ({
      id: idOf(row.id),
      start: row.start,
      finish: row.finish,
      status: row.status,
      ...times(row as { created_at: string; updated_at: string }),
    }),
  },
];
