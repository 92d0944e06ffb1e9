import { today } from "../../../base/mod.ts";
import { decimalOrNull, decimalText, idOf, negated, timeOrNull, times } from "../texts.ts";
import type { ApiRequest, ListResource, SandboxRow } from "../types.ts";
import { byIdAnd, CMP, field, linked, MAX_LIMIT, scopesOf, SET } from "./shared.ts";

const SORTS = byIdAnd("date", { sql: "r.sort_date", type: "date" });
const NO_DISCOUNT = { type: "absolute", value: "0.0" };
const HAS_CATEGORY = `EXISTS (SELECT FROM sandbox_api.entry_categories x
  WHERE x.company_id = r.company_id AND x.entry_id = r.id AND x.category_id = ANY($value))`;

/** What invoices of both kinds share. */
function shared(row: SandboxRow, request: ApiRequest): Record<string, unknown> {
  const path = `/${row.kind}_invoices/${row.id}`;
  const file = row.is_draft ? null : `${row.number.replace(/[^\w-]/g, "-") || row.id}.pdf`;
  return {
    id: idOf(row.id),
    label: row.label,
    invoice_number: row.number,
    currency: row.currency,
    amount: decimalText(row.total),
    currency_amount: decimalText(row.currency_total),
    currency_amount_before_tax: decimalText(row.currency_net),
    exchange_rate: decimalText(row.exchange_rate),
    date: row.date,
    deadline: row.deadline,
    currency_tax: decimalText(row.currency_tax),
    tax: decimalText(row.tax),
    paid: row.paid,
    ledger_entry: { id: idOf(row.id) },
    filename: file,
    public_file_url: file &&
      `${request.context.origin}/public/invoice/pdf?encrypted_id=${row.external_reference}`,
    invoice_lines: { url: request.link(`${path}/invoice_lines`) },
    categories: { url: request.link(`${path}/categories`) },
    payments: { url: request.link(`${path}/payments`) },
    matched_transactions: { url: request.link(`${path}/matched_transactions`) },
    transaction_reference: null,
    payment_method_ledger_account: null,
    external_reference: row.external_reference,
    archived_at: timeOrNull(row.archived_at),
    ...times(row as { created_at: string; updated_at: string }),
  };
}

const SELECT = `r.*, r.total - r.net AS tax, r.currency_total - r.currency_net AS currency_tax,
  EXISTS (SELECT FROM sandbox_api.matches m
    WHERE m.company_id = r.company_id AND m.invoice_id = r.id) AS reconciled`;

/** State of a customer invoice on the day of the clock. */
function statusOf(row: SandboxRow, request: ApiRequest): string {
  if (row.archived_at !== null) return "archived";
  if (row.is_draft) return "draft";
  if (row.credit_note) return "credit_note";
  const credited = Number(row.credited), total = Number(row.currency_total);
  if (credited > 0 && credited >= total) return "cancelled";
  if (row.paid) return "paid";
  if (credited > 0) return "partially_cancelled";
  if (row.payment_status === "partially_paid") return "partially_paid";
  return row.deadline !== null && row.deadline < today(request.context.clock) ? "late" : "upcoming";
}

const CUSTOMER_INVOICES: ListResource = {
  path: "/customer_invoices",
  model: "CustomerInvoice",
  scopes: scopesOf("customer_invoices"),
  select: SELECT,
  from: "sandbox_api.invoices r",
  where: "r.kind = 'customer'",
  includesLines: true,
  filters: {
    id: field("r.id", "bigint", CMP),
    date: field("r.date", "date", CMP),
    customer_id: field("r.party_id", "bigint", CMP),
    billing_subscription_id: field("NULL::bigint", "bigint", CMP),
    quote_id: field("NULL::bigint", "bigint", CMP),
    invoice_number: field("r.number", "text", SET),
    draft: field("r.is_draft", "boolean", ["eq"]),
    credit_note: field("r.credit_note", "boolean", ["eq"]),
    external_reference: field("r.external_reference", "text", ["eq"]),
    category_id: field(HAS_CATEGORY, "category", ["in"]),
    flow_id: field("r.flow_id", "text", SET),
  },
  sorts: SORTS,
  defaultSort: "-id",
  maxLimit: MAX_LIMIT,
  json: (row, request) => {
    const path = `/customer_invoices/${row.id}`;
    const foreign = row.currency !== "EUR";
    return {
      ...shared(row, request),
      language: foreign ? "en_GB" : "fr_FR",
      status: statusOf(row, request),
      discount: NO_DISCOUNT,
      remaining_amount_with_tax: decimalOrNull(row.outstanding),
      remaining_amount_without_tax: decimalOrNull(row.outstanding_net),
      draft: row.is_draft,
      special_mention: null,
      customer: linked(request, "/customers", row.party_id),
      invoice_line_sections: { url: request.link(`${path}/invoice_line_sections`) },
      custom_header_fields: { url: request.link(`${path}/custom_header_fields`) },
      appendices: { url: request.link(`${path}/appendices`) },
      pdf_invoice_free_text: "",
      pdf_invoice_subject: "",
      pdf_description: null,
      billing_subscription: null,
      credited_invoice: linked(request, "/customer_invoices", row.credited_id),
      customer_invoice_template: null,
      installments: null,
      quote: null,
      purchase_order_reference: null,
      sales_order_reference: null,
      e_invoicing: row.flow_id && { status: "sent", reason: null, flow: { id: row.flow_id } },
      factur_x: row.flow_id !== null,
      schematron_validation_status: row.flow_id && "valid",
    };
  },
};

const SUPPLIER_INVOICES: ListResource = {
  path: "/supplier_invoices",
  model: "SupplierInvoice",
  scopes: scopesOf("supplier_invoices"),
  select: SELECT,
  from: "sandbox_api.invoices r",
  where: "r.kind = 'supplier'",
  filters: {
    id: field("r.id", "bigint", CMP),
    supplier_id: field("r.party_id", "bigint", CMP),
    date: field("r.date", "date", CMP),
    invoice_number: field("r.number", "text", SET),
    external_reference: field("r.external_reference", "text", SET),
    payment_status: field("r.payment_status", "text", SET),
    flow_id: field("r.flow_id", "text", SET),
    category_id: field(HAS_CATEGORY, "category", ["in"]),
  },
  sorts: SORTS,
  defaultSort: "-id",
  maxLimit: MAX_LIMIT,
  json: (row, request) => ({
    ...shared(row, request),
    reconciled: row.reconciled,
    accounting_status: row.accounting_status,
    // What is left to pay is negative here: money that will leave.
    remaining_amount_with_tax: row.outstanding && decimalText(negated(row.outstanding)),
    remaining_amount_without_tax: row.outstanding_net && decimalText(negated(row.outstanding_net)),
    supplier: linked(request, "/suppliers", row.party_id),
    payment_status: row.payment_status,
    import_source: null,
    e_invoicing: row.flow_id && {
      status: "approved",
      reason: null,
      flow: { id: row.flow_id },
      source_file_url: null,
      electronic_billing_address: null,
    },
  }),
};

/** The two lists of invoices. */
export const INVOICE_RESOURCES: readonly ListResource[] = [CUSTOMER_INVOICES, SUPPLIER_INVOICES];
