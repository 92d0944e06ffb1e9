import assert from "node:assert/strict";
import type { Database } from "../../lib/connectors/postgres/mod.ts";

/** Companies of the synthetic books, as Data Sharing numbers them. */
export const PHARMACY = "21847061";
/** In the API its own id is another one. */
export const AGENCY = "21847174";
/** In the API its rows have other ids. */
export const BUILDER = "21847287";

/** The agency's id in the API: that of Data Sharing, raised. */
export const AGENCY_IN_API = "91847174";
/** What the builder's row ids in the API are above those of Data Sharing. */
const BUILDER_SHIFT = "50000000000000";

/** A source of the synthetic books. */
export type BookSource = "data_sharing" | "api" | "firm";

/** Tables that come from the API where both sources are configured. */
const USUALLY_API = [
  "customers",
  "suppliers",
  "customer_invoices",
  "supplier_invoices",
  "bank_accounts",
];

/** How a mode fills the warehouse. */
export interface Mode {
  /** What is configured. */
  readonly sources: readonly BookSource[];
  /** `company_id` of the agency in the warehouse: that of the source which showed it first. */
  readonly agency: string;
}

/** Where a table comes from in a mode; null: from nowhere. */
export function sourceIn(mode: Mode, table: string): BookSource | null {
  if (mode.sources.length === 2) return USUALLY_API.includes(table) ? "api" : "data_sharing";
  const [only] = mode.sources;
  return only !== "data_sharing" && /declarations$/.test(table) ? null : only!;
}

/** What identifies a row; of the ledgers' tags also the rank, which no source has. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  trial_balance: ["fiscal_period_start", "fiscal_period_finish", "number"],
  vat_declarations: ["period_end"],
  analytical_ledger: ["id", "ordinal"],
};
/** What the rank of a tag follows. */
const RANK =
  'row_number() OVER (PARTITION BY r.company_id, r.id ORDER BY r.tag_group COLLATE "C", ' +
  'r.tag_label COLLATE "C", r.analytical_code COLLATE "C", r.tag_weight)';

/** Third parties in the API: what is said of taxes and accounts by default is not there. */
const PARTY = {
  vat_rate: null,
  pnl_plan_item_number: null,
  activity_code: null,
  legal_name: null,
  registration_country_alpha2: null,
  iban_updated_at: null,
  iban_updated_by: null,
};
const LEDGER = {
  // A group of lettered lines is known by its first line, whatever number Data Sharing gives it.
  lettering: "min(r.id) FILTER (WHERE r.lettering IS NOT NULL) OVER " +
    "(PARTITION BY r.company_id, r.lettering) + shift",
  thirdparty_id: null,
  thirdparty_plan_item_number: null,
  thirdparty_plan_item_label: null,
  invoice_link: null,
  created_by: null,
};

/** Per table, columns that the API gives otherwise than Data Sharing: SQL over its row `r`; null: not at all. */
const IN_API: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  fiscal_years: { company_external_id: null, closed_at: null },
  customers: PARTY,
  suppliers: PARTY,
  customer_invoices: { created_date: null, source: null },
  supplier_invoices: { created_date: null, source: null },
  bank_accounts: {
    connection: null,
    is_visible: null,
    is_synchronized: null,
    last_sync_success: null,
    last_sync_at: null,
  },
  bank_transactions: {
    source: null,
    is_potential_duplicate: null,
    sftp_ebics_files_filename: null,
    sftp_ebics_files_created_at: null,
    accountants_view_status: null,
    proof_status: null,
  },
  general_ledger: LEDGER,
  analytical_ledger: LEDGER,
  trial_balance: {
    id: null,
    vat_rate: null,
    country_alpha2: null,
    enabled: null,
    ledger_events_count: null,
    notes_count: null,
    updated_at: null,
  },
};

/** What the Firm API gives otherwise than the company API. */
const IN_FIRM: typeof IN_API = {
  // The identifier of the firm is told here alone.
  fiscal_years: { company_external_id: "r.company_external_id", updated_at: null },
  bank_accounts: { balance: null, establishment_name: null },
  supplier_invoices: { is_paid: null },
};

/** A value of the generator's model about an invoice. */
function ofInvoice(value: string): string {
  return `SELECT ${value} FROM sandbox_model.invoices m WHERE m.company_id = r.company_id AND m.id = r.id`;
}

/** A value of the generator's model about a customer or supplier. */
function ofParty(value: string): string {
  return `SELECT ${value} FROM sandbox_model.third_parties x WHERE x.company_id = r.company_id AND x.id = r.id`;
}

const TAX = { type: "numeric", value: "r.amount_eur - r.amount_eur_excl_taxes" };
const CURRENCY_AMOUNT = { type: "numeric", value: ofInvoice("m.currency_total") };

/**
 * Per table, columns that only the API gives, with SQL over a row `r` of Data Sharing. What Data Sharing does not know (drafts,
 * archived invoices, IBAN, e-mail, what is left to pay to a supplier) is told by the generator's model of the books.
 */
const ONLY_API: Readonly<
  Record<string, Readonly<Record<string, { type: string; value: string }>>>
> = {
  fiscal_years: {
    status: { type: "text", value: "CASE WHEN r.closed_at IS NULL THEN 'open' ELSE 'closed' END" },
  },
  customers: {
    iban: { type: "text", value: ofParty("x.iban") },
    emails: { type: "text", value: ofParty("x.email") },
  },
  suppliers: {
    iban: { type: "text", value: ofParty("x.iban") },
    emails: { type: "text", value: ofParty("x.email") },
  },
  customer_invoices: {
    draft: { type: "boolean", value: ofInvoice("m.is_draft") },
    archived_at: { type: "timestamp", value: ofInvoice("m.archived_at") },
    credited_invoice_id: { type: "bigint", value: ofInvoice("m.credited_invoice_id + shift") },
    tax_eur: TAX,
    currency_amount: CURRENCY_AMOUNT,
  },
  supplier_invoices: {
    outstanding_balance: {
      type: "numeric",
      value: ofInvoice("CASE WHEN r.amount_eur >= 0 THEN -m.outstanding END"),
    },
    tax_eur: TAX,
    currency_amount: CURRENCY_AMOUNT,
  },
  bank_accounts: { journal_code: { type: "text", value: "'BQ'" } },
  bank_transactions: {
    attachment_required: { type: "boolean", value: "r.proof_status <> 'not_needed'" },
    bank_account_id: {
      type: "bigint",
      value: "SELECT b.id + shift FROM pennylane.bank_accounts b " +
        "WHERE b.company_id = r.company_id AND b.name = r.account_name",
    },
  },
};

/** Columns that hold ids of rows, raised for the builder in the API. */
const ROW_ID = /^(?:id|.*_id)$/;
const TEXT = /^(?:text|character varying)$/;
/** Ids of what is no row of the company. */
const NO_ROW_ID = ["company_id", "establishment_id"];

interface BookColumn {
  readonly name: string;
  readonly type: string;
}

/** The synthetic books and a warehouse that was filled from them. */
export interface Filled {
  /** The stand-in, as its owner. */
  readonly books: Database;
  readonly warehouse: Database;
}

/**
 * Compares a published table with the synthetic books, by SQL on either side: per company the number of rows, the set of
 * keys, the sum of every number, and every column that the books have, row by row. What
 * the source of the table does not give must be null.
 *
 * @param filled Both databases.
 * @param table Name of the table.
 * @param mode How the warehouse was filled.
 */
export async function checkTable(filled: Filled, table: string, mode: Mode): Promise<void> {
  const source = sourceIn(mode, table);
  if (source === null) {
    const name = `pennylane.${table}`;
    const [[found] = []] = await filled.warehouse.rows("SELECT to_regclass($1)", [name]);
    assert.equal(found, null, `${table} is not published`);
    return;
  }
  const columns = await columnsOf(filled.books, table);
  const key = ["company_id", ...KEYS[table] ?? ["id"]];
  const asked = figures(columns, key);
  const expected = expectedRows(table, { columns, source, mode });
  const actual = publishedRows(table, columns);
  const [want, got] = [`FROM (${expected}) x`, `FROM (${actual}) x`];
  const wanted = await filled.books.rows(`SELECT ${asked} ${want} GROUP BY 1 ORDER BY 1`);
  assert.deepEqual(
    await filled.warehouse.rows(`SELECT ${asked} ${got} GROUP BY 1 ORDER BY 1`),
    wanted,
    `${table}: ${asked}`,
  );
  const whole = `SELECT x.company_id, sum(hashtextextended(x::text, 0)::numeric)`;
  const hashes = await filled.books.rows(`${whole} ${want} GROUP BY 1 ORDER BY 1`);
  if (isSame(await filled.warehouse.rows(`${whole} ${got} GROUP BY 1 ORDER BY 1`), hashes)) return;
  await showRows(filled, { table, want, got, key });
}

async function columnsOf(books: Database, table: string): Promise<BookColumn[]> {
  const columns = await books.many<{ name: string; type: string }>(
    "SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute " +
      "WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
    [`pennylane.${table}`],
  );
  const added = Object.entries(ONLY_API[table] ?? {}).map(([name, { type }]) => ({ name, type }));
  const ordinal = table === "analytical_ledger" ? [{ name: "ordinal", type: "bigint" }] : [];
  return [...columns, ...ordinal, ...added];
}

/** Count, keys and sums of numbers, by company. */
function figures(columns: readonly BookColumn[], key: readonly string[]): string {
  const numbers = columns.filter(({ name, type }) =>
    /^(?:bigint|integer|numeric|double precision)$/.test(type) && name !== "company_id"
  );
  return [
    "company_id",
    "count(*)",
    `sum(hashtextextended(concat_ws('|', ${key.join(", ")}), 0)::numeric)`,
    ...numbers.map(({ name }) => `trim_scale(sum(${name}::numeric))`),
  ].join(", ");
}

function publishedRows(table: string, columns: readonly BookColumn[]): string {
  const values = columns.map(({ name, type }) => `${normal(name, type)} AS ${name}`);
  return `SELECT ${values.join(", ")} FROM pennylane.${table}`;
}

/** The rows that a table should have, as SQL over the stand-in. */
function expectedRows(
  table: string,
  { columns, source, mode }: {
    readonly columns: readonly BookColumn[];
    readonly source: BookSource;
    readonly mode: Mode;
  },
): string {
  const api = source !== "data_sharing";
  const shift = api ? BUILDER_SHIFT : "0";
  const companies = `(VALUES (${PHARMACY}, ${PHARMACY}, 0), (${AGENCY}, ${mode.agency}, 0), ` +
    `(${BUILDER}, ${BUILDER}, ${shift})) AS c (source_id, penny_id, shift)`;
  const values = columns.map(({ name, type }) => {
    const added = ONLY_API[table]?.[name];
    const inApi = source === "firm" && IN_FIRM[table]?.[name] !== undefined
      ? IN_FIRM[table][name]
      : IN_API[table]?.[name];
    const other = added ? (api ? added.value : null) : (api ? inApi : undefined);
    if (other === null) return `NULL::${type} AS ${name}`;
    const value = other ?? plainValue(name, type);
    // The API writes an empty text where it has nothing to say: that is null.
    if (api && TEXT.test(type)) return `nullif((${value}), '') AS ${name}`;
    return `${normal(`(${value})`, type)} AS ${name}`;
  });
  const rows = api && table === "customer_invoices"
    ? `(SELECT * FROM pennylane.${table} UNION ALL ${ARCHIVED})`
    : `pennylane.${table}`;
  return `SELECT ${
    values.join(", ")
  } FROM ${rows} r JOIN ${companies} ON c.source_id = r.company_id`;
}

function plainValue(name: string, type: string): string {
  if (name === "company_id") return "penny_id";
  if (name === "ordinal") return RANK;
  const isRowId = type === "bigint" && ROW_ID.test(name) && !NO_ROW_ID.includes(name);
  return isRowId ? `r.${name} + shift` : `r.${name}`;
}

/** Money in doubles has cents, zeros at the end do not count. */
function normal(value: string, type: string): string {
  if (type === "double precision") return `trim_scale(round(${value}::numeric, 2))`;
  return type === "numeric" ? `trim_scale(${value}::numeric)` : `${value}::${type}`;
}

/**
 * Archived invoices are in the API alone. Which ones, their state of payment and their currency is told by the generator's
 * model; the ledger, which keeps their entries, tells the rest.
 */
const ARCHIVED = `
  SELECT m.id, NULL, g.date, g.date + coalesce(x.term_days, 30), m.company_id, g.party, p.name, g.total, g.net,
         CASE WHEN m.currency_total = g.total THEN 'EUR' ELSE 'USD' END, g.label, g.number, NULL,
         m.outstanding = 0, m.outstanding, g.created_at, g.updated_at
    FROM sandbox_model.invoices m
    JOIN (SELECT company_id, document_id, min(date) AS date, max(thirdparty_id) AS party,
                 sum(debit - credit) FILTER (WHERE plan_item_number LIKE '411%') AS total,
                 sum(credit - debit) FILTER (WHERE plan_item_number !~ '^(411|445)') AS net,
                 min(document_label) AS label, min(invoice_number) AS number,
                 min(document_created_at) AS created_at, max(document_updated_at) AS updated_at
            FROM pennylane.general_ledger GROUP BY 1, 2) g
      ON g.company_id = m.company_id AND g.document_id = m.id
    JOIN pennylane.customers p ON p.company_id = m.company_id AND p.id = g.party
    LEFT JOIN sandbox_model.third_parties x ON x.company_id = m.company_id AND x.id = g.party
   WHERE m.kind = 'customer' AND m.archived_at IS NOT NULL`;

/** Fails with the first rows that differ. */
async function showRows(
  { books, warehouse }: Filled,
  { table, want, got, key }: {
    readonly table: string;
    readonly want: string;
    readonly got: string;
    readonly key: readonly string[];
  },
): Promise<void> {
  const order = `ORDER BY ${key.join(", ")}`;
  const expected = await books.many(`SELECT * ${want} ${order}`);
  const actual = await warehouse.many(`SELECT * ${got} ${order}`);
  const at = expected.findIndex((row, i) => !isSame(row, actual[i]));
  assert.deepEqual(actual[at], expected[at], table);
  assert.fail(`${table}: rows differ in their number`);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
