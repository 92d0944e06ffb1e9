import type { Queryable } from "../../connectors/postgres/mod.ts";
import { quoteLiteral } from "../../connectors/postgres/mod.ts";
import { type AnyDomainName, domainOf } from "../../domains/mod.ts";
import { mirroredSources, mirrorRows } from "./rows_in_force.ts";
import type { TieOutQuery } from "./types.ts";

/** How the rows of a domain find one another in the other source. */
interface Matching {
  /** SQL texts of what must be equal, tried one after the other; a null finds nothing. */
  readonly by: readonly string[];
  /** SQL of the amount that is compared. @default the number of rows alone */
  readonly amount?: string;
  /** SQL of what a reader knows the row by. */
  readonly name: string;
}

const THIRD_PARTY: Matching = {
  by: ["plan_item_number || '|' || lower(name)", "plan_item_number", "lower(name)"],
  name: "name",
};

const NUMBER = "nullif(invoice_number, '')";

/** Drafts have neither number nor date: their label must do. */
const INVOICE: Matching = {
  by: [
    `${NUMBER} || '|' || trim_scale(amount_eur) || '|' || issue_date`,
    `${NUMBER} || '|' || trim_scale(amount_eur)`,
    "trim_scale(amount_eur) || '|' || issue_date",
    `${NUMBER} || '|' || issue_date`,
    NUMBER,
    "trim_scale(amount_eur) || '|' || label",
  ],
  amount: "amount_eur",
  name: `coalesce(${NUMBER}, label)`,
};

const LINE = "date || '|' || plan_item_number || '|' || debit || '|' || credit";

/** That both sources share row ids is not known: rows are matched by what a reader would match them by. */
const MATCHING: Readonly<Partial<Record<AnyDomainName, Matching>>> = {
  fiscal_years: { by: ["start_date || '|' || end_date"], name: "descriptor" },
  customers: THIRD_PARTY,
  suppliers: THIRD_PARTY,
  customer_invoices: INVOICE,
  supplier_invoices: INVOICE,
  bank_accounts: {
    by: ["accounting_plan_item_number || '|' || name", "accounting_plan_item_number", "name"],
    amount: "balance",
    name: "name",
  },
  bank_transactions: {
    by: [
      "execution_date || '|' || trim_scale(amount_eur) || '|' || label",
      "execution_date || '|' || trim_scale(amount_eur)",
    ],
    amount: "amount_eur",
    name: "execution_date || ' ' || label",
  },
  general_ledger: {
    by: [`${LINE} || '|' || label`, LINE, "date || '|' || plan_item_number || '|' || label"],
    amount: "debit + credit",
    name: "date || ' ' || plan_item_number || ' ' || coalesce(label, '')",
  },
  trial_balance: {
    by: ["fiscal_period_start || '|' || fiscal_period_finish || '|' || number"],
    amount: "debits + credits",
    name: "fiscal_period_start || ' ' || number",
  },
};

/**
 * A domain in the API against the same in Data Sharing, for the companies of which both were read.
 *
 * Rows are matched by a second column that agrees (number, name, or amount and date), each once. What Data Sharing leaves
 * out by its nature, archived records and drafts, is told apart, and so is what changed after the other was read; Data
 * Sharing stands at its last nightly synchronisation where its schema `etl` told it.
 *
 * @param db The warehouse.
 * @param options Name of the table.
 * @returns `null` when the domain is not in both, or has nothing to match rows by.
 */
export async function apiDataSharing(
  db: Queryable,
  { domain: name }: { readonly domain: AnyDomainName },
): Promise<TieOutQuery | null> {
  const matching = MATCHING[name];
  if (matching === undefined || (await mirroredSources(db, name)).length < 2) return null;
  return {
    kind: "api_data_sharing",
    domain: name,
    leftLabel: `${domainOf(name).title}, API Pennylane`,
    rightLabel: `${domainOf(name).title}, Data Sharing`,
    expressions: [
      readings(name),
      side("api", { name, matching }),
      side("data_sharing", { name, matching }),
      ...matching.by.map((_, pass) => matchPass(pass)),
      pairs(matching.by.length),
      sides(matching),
      differences(matching),
    ].join(", "),
    values: [],
    reasons: {
      archived: { label: "Archivées, absentes de Data Sharing", explained: true },
      drafts: { label: "Brouillons, absents de Data Sharing", explained: true },
      reading_times: { label: "Changements entre les deux lectures", explained: true },
      only_api: { label: "Dans l'API seulement", explained: false },
      only_data_sharing: { label: "Dans Data Sharing seulement", explained: false },
      amounts: { label: "Montants différents", explained: false },
    },
    columns: [
      { name: "name", label: domainOf(name).rowNoun[0] },
      { name: "api_amount", label: "API", type: "amount" },
      { name: "data_sharing_amount", label: "Data Sharing", type: "amount" },
    ],
  };
}

/** Companies read from both sources, and how far each reading reaches. */
function readings(domain: AnyDomainName): string {
  const unit = (source: string) =>
    `JOIN penny.units ${source} ON ${source}.company_id = c.company_id ` +
    `AND ${source}.source = '${source}' AND ${source}.domain = ${quoteLiteral(domain)}`;
  return "readings AS (SELECT c.company_id, api.read_at AS api_read_at, " +
    "data_sharing.read_at AS data_sharing_read_at, " +
    "coalesce((data_sharing.cursor->>'until')::timestamp AT TIME ZONE 'UTC', data_sharing.read_at) AS data_sharing_as_of " +
    `FROM unnest($1::bigint[]) AS c(company_id) ${unit("api")} ${unit("data_sharing")})`;
}

function side(
  source: "api" | "data_sharing",
  { name, matching }: { readonly name: AnyDomainName; readonly matching: Matching },
): string {
  const has = (column: string) => domainOf(name).columns.some((one) => one.name === column);
  const either = (column: string, sql: string, none: string) => has(column) ? sql : none;
  const changed = ["updated_at", "document_updated_at", "created_at", "document_created_at"].filter(
    has,
  );
  const drafts = [
    either("draft", "coalesce(draft, false)", "false"),
    either("entry_status", "coalesce(entry_status = 'draft', false)", "false"),
    either("accounting_status", "coalesce(accounting_status = 'draft', false)", "false"),
  ];
  const archived = [
    either("archived_at", "archived_at IS NOT NULL", "false"),
    either("accounting_status", "coalesce(accounting_status = 'archived', false)", "false"),
  ];
  const keys = matching.by.map((sql, pass) => `${sql} AS key_${pass}`);
  return `${source}_rows AS MATERIALIZED (SELECT row_number() OVER () AS n, company_id, ` +
    `${matching.amount ?? "1::numeric"} AS amount, (${matching.name})::text AS name, ` +
    `${drafts.join(" OR ")} AS is_draft, ${archived.join(" OR ")} AS is_archived, ` +
    `greatest(${changed.join(", ")}${changed.length === 0 ? "NULL::timestamp" : ""}) ` +
    `AT TIME ZONE 'UTC' AS changed_at, ${keys.join(", ")} ` +
    `FROM (${
      mirrorRows(name, source)
    }) m JOIN readings USING (company_id) WHERE m._deleted_at IS NULL)`;
}

/** What of both sides is not matched yet, matched by the next key; equal keys are matched in their order. */
function matchPass(pass: number): string {
  const earlier = (column: string) =>
    Array.from(
      { length: pass },
      (_, i) => ` AND NOT EXISTS (SELECT FROM match_${i} e WHERE e.${column} = r.n)`,
    )
      .join("");
  const rest = (source: "api" | "data_sharing") =>
    `SELECT r.n, r.company_id, r.key_${pass} AS key, ` +
    `row_number() OVER (PARTITION BY r.company_id, r.key_${pass} ORDER BY r.is_archived, r.is_draft, r.n) AS turn ` +
    `FROM ${source}_rows r WHERE r.key_${pass} IS NOT NULL${earlier(`${source}_n`)}`;
  return `match_${pass} AS MATERIALIZED (SELECT a.n AS api_n, d.n AS data_sharing_n FROM (${
    rest("api")
  }) a ` +
    `JOIN (${rest("data_sharing")}) d USING (company_id, key, turn))`;
}

function pairs(passes: number): string {
  const matches = Array.from({ length: passes }, (_, i) => `SELECT * FROM match_${i}`).join(
    " UNION ALL ",
  );
  return `matches AS (${matches}), pairs AS (` +
    "SELECT coalesce(a.company_id, d.company_id) AS company_id, coalesce(a.name, d.name) AS name, " +
    "a.amount AS api_amount, d.amount AS data_sharing_amount, a.n IS NOT NULL AS in_api, d.n IS NOT NULL AS in_data_sharing, " +
    "coalesce(a.is_draft, false) AS is_draft, coalesce(a.is_archived, false) AS is_archived, " +
    "a.changed_at AS api_changed_at, d.changed_at AS data_sharing_changed_at FROM matches m " +
    "FULL JOIN api_rows a ON a.n = m.api_n FULL JOIN data_sharing_rows d ON d.n = m.data_sharing_n)";
}

/** Subject of a statement on rows; the other is on amounts. */
const [ROWS, AMOUNTS] = ["lignes", "montants"];

function measures({ amount }: Matching): string {
  const rows = `('${ROWS}', 'rows', p.in_api::int::numeric, p.in_data_sharing::int::numeric)`;
  const amounts = `, ('${AMOUNTS}', 'euros', p.api_amount, p.data_sharing_amount)`;
  return `LATERAL (VALUES ${rows}${amount === undefined ? "" : amounts}) ` +
    "AS v(subject, unit, left_amount, right_amount)";
}

function sides(matching: Matching): string {
  const subjects = [`('${ROWS}', 'rows')`, ...(matching.amount ? [`('${AMOUNTS}', 'euros')`] : [])];
  return "totals AS (SELECT p.company_id, v.subject, sum(v.left_amount) AS left_amount, " +
    `sum(v.right_amount) AS right_amount FROM pairs p, ${measures(matching)} GROUP BY 1, 2), ` +
    "sides AS (SELECT r.company_id, s.subject, " +
    `CASE WHEN s.subject = '${ROWS}' THEN 'Nombre de lignes' ELSE 'Montants' END AS title, s.unit, ` +
    "coalesce(t.left_amount, 0) AS left_amount, coalesce(t.right_amount, 0) AS right_amount, " +
    "r.api_read_at AS left_read_at, r.data_sharing_as_of AS right_read_at FROM readings r " +
    `CROSS JOIN (VALUES ${subjects.join(", ")}) AS s(subject, unit) ` +
    "LEFT JOIN totals t ON t.company_id = r.company_id AND t.subject = s.subject)";
}

function differences(matching: Matching): string {
  return "differences AS (SELECT p.company_id, v.subject, p.name, p.api_amount, p.data_sharing_amount, " +
    "coalesce(v.left_amount, 0) - coalesce(v.right_amount, 0) AS amount, CASE " +
    "WHEN p.in_api AND NOT p.in_data_sharing AND p.is_archived THEN 'archived' " +
    "WHEN p.in_api AND NOT p.in_data_sharing AND p.is_draft THEN 'drafts' " +
    "WHEN p.api_changed_at > r.data_sharing_as_of OR p.data_sharing_changed_at > r.api_read_at THEN 'reading_times' " +
    "WHEN NOT p.in_data_sharing THEN 'only_api' WHEN NOT p.in_api THEN 'only_data_sharing' ELSE 'amounts' END AS kind " +
    `FROM pairs p JOIN readings r USING (company_id), ${measures(matching)} ` +
    "WHERE coalesce(v.left_amount, 0) <> coalesce(v.right_amount, 0))";
}
