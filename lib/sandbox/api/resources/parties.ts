import { idOf, times } from "../texts.ts";
import type { ApiRequest, ListResource, SandboxRow } from "../types.ts";
import { BY_ID, categoryJson, CMP, field, idOnly, MAX_LIMIT, scopesOf, SET } from "./shared.ts";

const TERMS = new Set([7, 15, 30, 45, 60]);
const CIVILITY = /^(M\.|Mme)\s+/;

function paymentConditions(days: number | null): string {
  if (days === 0) return "upon_receipt";
  return days !== null && TERMS.has(days) ? `${days}_days` : "custom";
}

function addressOf(row: SandboxRow): Record<string, string> {
  return {
    address: "",
    postal_code: row.postal_code,
    city: row.city,
    country_alpha2: row.country,
  };
}

function byCustomer(request: ApiRequest, path: string, id: string): { url: string } {
  const filter = JSON.stringify([{ field: "customer_id", operator: "eq", value: id }]);
  return { url: request.link(`${path}?filter=${encodeURIComponent(filter)}`) };
}

function nameParts(name: string): { first_name: string; last_name: string } {
  const [first = "", ...rest] = name.replace(CIVILITY, "").split(" ");
  return { first_name: first, last_name: rest.join(" ") };
}

function customerBody(row: SandboxRow, request: ApiRequest): Record<string, unknown> {
  return {
    id: idOf(row.id),
    name: row.name,
    billing_iban: row.iban,
    payment_conditions: paymentConditions(row.term_days),
    recipient: "",
    phone: "",
    reference: null,
    notes: null,
    ledger_account: idOnly(row.ledger_account_id),
    emails: row.emails,
    billing_address: addressOf(row),
    delivery_address: { address: "", postal_code: "", city: "", country_alpha2: "" },
    external_reference: row.external_reference,
    billing_language: row.country === "" || row.country === "FR" ? "fr_FR" : "en_GB",
    mandates: byCustomer(request, "/gocardless_mandates", row.id),
    pro_account_mandates: byCustomer(request, "/pro_account/mandates", row.id),
    contacts: { url: request.link(`/customers/${row.id}/contacts`) },
    ...(row.customer_type === "company"
      ? { reg_no: row.reg_no, vat_number: row.vat_number }
      : nameParts(row.name)),
    ...times(row as { created_at: string; updated_at: string }),
  };
}

const CUSTOMER_SELECT = "r.*, to_json(r.emails) AS emails";

const CUSTOMERS: ListResource = {
  path: "/customers",
  model: "Customer",
  scopes: scopesOf("customers"),
  select: CUSTOMER_SELECT,
  from: "sandbox_api.customers r",
  filters: {
    id: field("r.id", "bigint", CMP),
    customer_type: field("r.customer_type", "text", ["eq", "not_eq"]),
    ledger_account_id: field("r.ledger_account_id", "bigint", ["eq", "not_eq"]),
    name: field("r.name", "text", ["start_with", "eq"]),
    external_reference: field("r.external_reference", "text", ["start_with", ...SET]),
    reg_no: field("CASE WHEN r.customer_type = 'company' THEN r.reg_no END", "text", SET),
    emails: field("r.emails", "text[]", ["in"]),
  },
  sorts: BY_ID,
  defaultSort: "-id",
  maxLimit: MAX_LIMIT,
  json: (row, request) => ({
    ...customerBody(row, request),
    customer_type: row.customer_type,
  }),
};

function oneType(path: string, type: string): ListResource {
  return { ...CUSTOMERS, path, where: `r.customer_type = '${type}'`, json: customerBody };
}

/** What company_customers and individual_customers answer under `/{id}`; they have no list. */
export const TYPED_CUSTOMERS: readonly ListResource[] = [
  oneType("/company_customers", "company"),
  oneType("/individual_customers", "individual"),
];

const BY_CATEGORY = {
  select: "r.*, x.weight",
  from: `sandbox_api.entry_categories x JOIN sandbox_api.categories r
      ON r.company_id = x.company_id AND r.id = x.category_id`,
  sorts: BY_ID,
  sortable: false,
  defaultSort: "-id",
  maxLimit: MAX_LIMIT,
  json: categoryJson,
} as const;

/** Lists of customers and suppliers. */
export const PARTY_RESOURCES: readonly ListResource[] = [
  CUSTOMERS,
  {
    path: "/customers/{id}/contacts",
    parent: "/customers",
    scopes: scopesOf("customers"),
    select: "r.*, r.emails[1] AS email",
    from: "sandbox_api.customers r",
    where: "r.id = $parent AND r.emails <> '{}' AND r.customer_type = 'company'",
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row) => ({
      id: idOf(row.id),
      first_name: "",
      last_name: row.name,
      role: "Comptabilité",
      email: row.email,
      telephone_number: "",
      mobile_number: "",
      ...times(row as { created_at: string; updated_at: string }),
    }),
  },
  {
    ...BY_CATEGORY,
    path: "/customers/{id}/categories",
    parent: "/customers",
    scopes: scopesOf("customers"),
    where: "x.entry_id = $parent",
  },
  {
    path: "/suppliers",
    model: "Supplier",
    scopes: scopesOf("suppliers"),
    select: CUSTOMER_SELECT,
    from: "sandbox_api.suppliers r",
    filters: {
      id: field("r.id", "bigint", CMP),
      ledger_account_id: field("r.ledger_account_id", "bigint", ["eq", "not_eq"]),
      name: field("r.name", "text", ["start_with"]),
      external_reference: field("r.external_reference", "text", SET),
      emails: field("r.emails", "text[]", ["in"]),
    },
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row) => ({
      id: idOf(row.id),
      name: row.name,
      establishment_no: null,
      reg_no: row.reg_no,
      vat_number: row.vat_number,
      ledger_account: idOnly(row.ledger_account_id),
      emails: row.emails,
      iban: row.iban ?? "",
      postal_address: addressOf(row),
      supplier_payment_method: row.iban ? "manual_transfer" : null,
      supplier_due_date_delay: row.term_days,
      supplier_due_date_rule: row.term_days === null ? null : "days",
      external_reference: row.external_reference,
      ...times(row as { created_at: string; updated_at: string }),
    }),
  },
  {
    ...BY_CATEGORY,
    path: "/suppliers/{id}/categories",
    parent: "/suppliers",
    scopes: scopesOf("suppliers"),
    where: "x.entry_id = $parent",
  },
];
