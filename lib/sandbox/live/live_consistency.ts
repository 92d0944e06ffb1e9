import type { Database, Queryable } from "../../connectors/postgres/mod.ts";
import { wholeOrigin } from "../api/prepare/origin.ts";
import { DERIVED_TABLES } from "./_derive.ts";
import { trialBalanceSql } from "./_refresh.ts";
import { columnsOf, MOVING_MODELS } from "./_truth.ts";

/** Something that two faces of the books tell differently. */
export interface LiveDifference {
  /** The check, e.g. `api invoices: missing`. */
  readonly check: string;
  readonly count: number;
  /** One of the rows. */
  readonly sample: unknown;
}

/**
 * Holds both faces of moving books to agree: the API's tables are what deriving all of them anew gives; Data Sharing has
 * every row as it is, but for those that wait for a refresh; entries balance; the trial balance follows; names are the same
 * wherever they are repeated; ids are unique.
 *
 * @param db Connected as owner to a stand-in whose books move; no step runs meanwhile.
 * @returns What differs; empty when all agrees.
 */
export async function liveConsistency(db: Database): Promise<LiveDifference[]> {
  return await db.transaction(async (tx) => {
    await tx.execute("SELECT FROM sandbox_live.state FOR UPDATE");
    await tx.execute("SET LOCAL enable_nestloop = off");
    const differences: LiveDifference[] = [];
    for (const [check, sql] of [...await apiChecks(tx), ...DATA_SHARING_CHECKS, ...BOOK_CHECKS]) {
      const found = await tx.one<{ count: string; sample: unknown }>(
        `SELECT count(*) AS count, (array_agg(to_jsonb(d)))[1] AS sample FROM (${sql}) d`,
      );
      const count = Number(found.count);
      if (count > 0) differences.push({ check, count, sample: found.sample });
    }
    await tx.execute("DROP SCHEMA sandbox_check CASCADE");
    return differences;
  });
}

type Check = readonly [name: string, sql: string];

/** Both differences of two tables. */
function same(name: string, left: string, right: string): Check[] {
  return [
    [`${name}: missing`, `${left} EXCEPT ALL ${right}`],
    [`${name}: too much`, `${right} EXCEPT ALL ${left}`],
  ];
}

/** Derives the API's tables anew, in a schema beside, and compares. */
async function apiChecks(tx: Queryable): Promise<Check[]> {
  await tx.execute("DROP SCHEMA IF EXISTS sandbox_check CASCADE; CREATE SCHEMA sandbox_check");
  await tx.execute("SET LOCAL search_path = sandbox_check, pg_catalog");
  for (const name of ["companies", "categories", "category_groups"]) {
    await tx.execute(`CREATE UNLOGGED TABLE ${name} AS TABLE sandbox_api.${name}`);
  }
  const origin = wholeOrigin("sandbox_live");
  const checks: Check[] = [];
  for (const { name, sql, after = [] } of DERIVED_TABLES) {
    await tx.execute(`CREATE UNLOGGED TABLE ${name} AS ${sql(origin)}`);
    for (const statement of after) await tx.execute(statement);
    if (name === "used_accounts") continue;
    checks.push(...same(`api ${name}`, `TABLE sandbox_check.${name}`, `TABLE sandbox_api.${name}`));
  }
  return checks;
}

const DATA_SHARING_CHECKS: readonly Check[] = [
  ...MOVING_MODELS.flatMap((model) => {
    const rows = (schema: string) =>
      `SELECT ${columnsOf(model, "r")} FROM ${schema}.${model} r
        WHERE NOT EXISTS (SELECT FROM sandbox_live.pending p
                WHERE p.model = '${model}' AND p.company_id = r.company_id AND p.id = r.id)`;
    return same(`data sharing ${model}`, rows("sandbox_live"), rows("pennylane"));
  }),
  ...same(
    "trial balance",
    `SELECT company_id, company_name, id, number, debits, credits, balance, events, start_date, end_date
       FROM (${trialBalanceSql("pennylane")}) f`,
    `SELECT company_id, company_name, id, number, debits, credits, balance, ledger_events_count,
            fiscal_period_start, fiscal_period_finish
       FROM pennylane.trial_balance JOIN sandbox_api.companies USING (company_id)`,
  ),
];

function repeatedNames(schema: string): string {
  return `SELECT r.company_id, r.id, r.name AS told, p.name FROM (
      SELECT company_id, thirdparty_id AS id, thirdparty_plan_item_label AS name FROM ${schema}.general_ledger
       WHERE thirdparty_id IS NOT NULL
      UNION ALL SELECT company_id, thirdparty_id, thirdparty_name FROM ${schema}.bank_transactions
       WHERE thirdparty_id IS NOT NULL
      UNION ALL SELECT company_id, customer_id, customer_name FROM ${schema}.customer_invoices
      UNION ALL SELECT company_id, supplier_id, supplier_name FROM ${schema}.supplier_invoices) r
    JOIN (SELECT company_id, id, name FROM ${schema}.customers
          UNION ALL SELECT company_id, id, name FROM ${schema}.suppliers) p USING (company_id, id)
   WHERE r.name IS DISTINCT FROM p.name`;
}

const BOOK_CHECKS: readonly Check[] = [
  ...["sandbox_live", "pennylane"].map((schema): Check => [
    `${schema}: unbalanced entries`,
    `SELECT company_id, document_id, sum(debit - credit) AS gap FROM ${schema}.general_ledger
      GROUP BY 1, 2 HAVING sum(debit) <> sum(credit)`,
  ]),
  ...["sandbox_live", "pennylane"].map((schema): Check => [
    `${schema}: names that differ`,
    repeatedNames(schema),
  ]),
  [
    "labels that differ",
    `SELECT g.id, g.plan_item_label, a.label, g.journal_label, j.label AS journal
       FROM sandbox_live.general_ledger g
       JOIN sandbox_api.companies c ON c.company_id = g.company_id
       LEFT JOIN sandbox_api.ledger_accounts a ON a.company_id = g.company_id AND a.number = g.plan_item_number
       LEFT JOIN sandbox_api.journals j ON j.company_id = g.company_id AND j.code = g.journal_code
      WHERE (a.label, j.label) IS DISTINCT FROM (g.plan_item_label, g.journal_label)`,
  ],
  [
    "ids that repeat",
    `SELECT company_id, id, count(*) FROM (
       SELECT company_id, id FROM etl.general_ledger WHERE deleted_at IS NULL
       UNION ALL SELECT company_id, id FROM etl.customers
       UNION ALL SELECT company_id, id FROM etl.suppliers
       UNION ALL SELECT company_id, id FROM etl.bank_transactions
       UNION ALL SELECT company_id, id FROM etl.customer_invoices
       UNION ALL SELECT company_id, id FROM etl.supplier_invoices) r
      GROUP BY 1, 2 HAVING count(*) > 1`,
  ],
  [
    "tags that do not add up to one",
    `SELECT company_id, line_id, tag_group FROM sandbox_live.line_tags GROUP BY 1, 2, 3 HAVING sum(tag_weight) <> 1`,
  ],
];
