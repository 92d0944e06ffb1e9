import { decimalText, idOf, times } from "../texts.ts";
import type { ApiRequest, ListResource, SandboxRow } from "../types.ts";
import { BY_ID, byIdAnd, categoryJson, MAX_LIMIT, scopesOf } from "./shared.ts";
import { emptyList } from "./empty.ts";
import { TRANSACTION_SELECT, transactionJson } from "./bank.ts";

type Kind = "customer" | "supplier";

/** Columns of a line, with the table as `r`; amounts in euros and in the currency of the invoice. */
export const LINE_SELECT = `r.*, r.net + r.vat AS total,
  round(r.net * r.to_currency, 2) AS currency_net, round(r.vat * r.to_currency, 2) AS currency_vat,
  round((r.net + r.vat) * r.to_currency, 2) AS currency_total,
  CASE WHEN r.quantity = 0 THEN r.net ELSE round(r.net * r.to_currency / r.quantity, 6) END AS unit_price`;

function lineShared(row: SandboxRow): Record<string, unknown> {
  return {
    id: idOf(row.id),
    label: row.label ?? "",
    amount: decimalText(row.total),
    currency_amount: decimalText(row.currency_total),
    description: "",
    vat_rate: row.vat_code,
    currency_amount_before_tax: decimalText(row.currency_net),
    currency_tax: decimalText(row.currency_vat),
    tax: decimalText(row.vat),
    imputation_dates: null,
    ...times(row as { created_at: string; updated_at: string }),
  };
}

/** The line of a customer invoice. */
export function customerLineJson(row: SandboxRow): Record<string, unknown> {
  return {
    ...lineShared(row),
    unit: row.unit,
    quantity: decimalText(row.quantity),
    product: null,
    raw_currency_unit_price: decimalText(row.unit_price),
    discount: { type: "absolute", value: "0.0" },
    section_rank: null,
    substance: row.substance,
    custom_fields: [],
  };
}

function sublist(
  kind: Kind,
  name: string,
  list: Omit<ListResource, "path" | "parent" | "scopes" | "maxLimit" | "defaultSort">,
): ListResource {
  return {
    path: `/${kind}_invoices/{id}/${name}`,
    parent: `/${kind}_invoices`,
    scopes: scopesOf(`${kind}_invoices`),
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    ...list,
  };
}

function both(kind: Kind): ListResource[] {
  return [
    sublist(kind, "invoice_lines", {
      select: LINE_SELECT,
      from: "sandbox_api.invoice_lines r",
      where: "r.invoice_id = $parent",
      sorts: kind === "customer" ? byIdAnd("rank", { sql: "r.rank", type: "bigint" }) : BY_ID,
      json: kind === "customer" ? customerLineJson : lineShared,
    }),
    sublist(kind, "payments", {
      select: "r.*",
      from: "sandbox_api.payments r",
      where: "r.invoice_id = $parent",
      sorts: BY_ID,
      json: (row) => ({
        id: idOf(row.id),
        label: row.label,
        currency: row.currency,
        currency_amount: decimalText(row.currency_amount),
        status: row.status,
        ...times(row as { created_at: string; updated_at: string }),
      }),
    }),
    sublist(kind, "matched_transactions", {
      select: TRANSACTION_SELECT,
      from: `sandbox_api.matches m JOIN sandbox_api.transactions r
        ON r.company_id = m.company_id AND r.id = m.transaction_id`,
      where: "m.invoice_id = $parent",
      sorts: BY_ID,
      json: (row, request) => ({
        ...transactionJson(row, request),
        journal: { id: idOf(row.journal_id) },
        [kind]: partyLink(kind, row, request),
      }),
    }),
    sublist(kind, "categories", {
      select: "r.*, x.weight",
      from: `sandbox_api.entry_categories x JOIN sandbox_api.categories r
        ON r.company_id = x.company_id AND r.id = x.category_id`,
      where: "x.entry_id = $parent",
      sorts: BY_ID,
      sortable: false,
      json: categoryJson,
    }),
  ];
}

function partyLink(kind: Kind, row: SandboxRow, request: ApiRequest) {
  const id = row[`${kind}_id`];
  return id === null ? null : { id: idOf(id), url: request.link(`/${kind}s/${id}`) };
}

/** What an invoice links to. */
export const INVOICE_SUBLISTS: readonly ListResource[] = [
  ...both("customer"),
  ...both("supplier"),
  ...["invoice_line_sections", "custom_header_fields", "appendices"].map((name) =>
    emptyList(`/customer_invoices/{id}/${name}`, {
      scopes: scopesOf("customer_invoices"),
      parent: "/customer_invoices",
      sortable: name !== "appendices",
    })
  ),
];
