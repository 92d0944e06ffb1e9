import { type Database, type Queryable, quoteLiteral } from "../../../connectors/postgres/mod.ts";
import { UsageError } from "../../../base/mod.ts";
import { ASSIGNMENT_TABLES, CATEGORY_SQL } from "./categories.ts";
import { DOCUMENT_TABLES } from "./documents.ts";
import { EVENT_SQL } from "./events.ts";
import { INDEX_SQL } from "./indexes.ts";
import { LEDGER_TABLES } from "./ledger.ts";
import { COMPANY_ID_OFFSET, ROW_ID_OFFSET } from "./offsets.ts";
import { type DerivedTable, wholeOrigin } from "./origin.ts";

/** Raised when what is prepared changes. */
const API_VERSION = "3";

/**
 * Makes the tables that the API reads, in schema `sandbox_api` of the stand-in's database, unless those of the same books are
 * there. Two processes that ask at once make them once; the schema appears whole.
 *
 * @param db Connected as owner to the stand-in's database.
 * @throws {UsageError} The database holds no books.
 */
export async function prepareSandboxApi(db: Database): Promise<void> {
  await db.session(async (session) => {
    await session.execute("SELECT pg_advisory_lock(hashtextextended('penny_sandbox', 0))");
    const input = await booksOf(session);
    const found = await session.one<{ exists: boolean }>(
      "SELECT to_regclass('sandbox_api.made') IS NOT NULL AS exists",
    );
    if (found.exists) {
      const made = await session.maybeOne<{ input: string }>("SELECT input FROM sandbox_api.made");
      if (made?.input === input) return;
    }
    await session.transaction((tx) => make(tx, input));
  });
}

async function booksOf(db: Queryable): Promise<string> {
  const { exists } = await db.one<{ exists: boolean }>(
    "SELECT to_regclass('penny_sandbox.made') IS NOT NULL AS exists",
  );
  const made = exists
    ? await db.maybeOne<{ input: string }>(
      "SELECT input || ' ' || made_at AS input FROM penny_sandbox.made",
    )
    : null;
  if (made === null) {
    throw new UsageError(
      "Impossible de servir l'API de démonstration : la base ne contient aucune société fictive ; " +
        "lancez d'abord « deno task sandbox »",
    );
  }
  return `${API_VERSION} ${made.input}`;
}

async function make(tx: Queryable, input: string): Promise<void> {
  // Without figures on tables just loaded, the planner would join them row by row.
  await tx.execute("ANALYZE etl.general_ledger, etl.analytical_ledger, sandbox_model.invoices");
  await tx.execute("SET LOCAL enable_nestloop = off");
  await tx.execute("DROP SCHEMA IF EXISTS sandbox_api CASCADE; CREATE SCHEMA sandbox_api");
  await tx.execute("SET LOCAL search_path = sandbox_api, pg_catalog");
  const statements = [
    COMPANIES_SQL,
    ...LEDGER_TABLES.flatMap(creation),
    ...CATEGORY_SQL,
    ...ASSIGNMENT_TABLES.flatMap(creation),
    ...DOCUMENT_TABLES.flatMap(creation),
    ...EVENT_SQL,
    ...INDEX_SQL,
    `CREATE UNLOGGED TABLE made AS SELECT ${quoteLiteral(input)}::text AS input`,
  ];
  for (const statement of statements) await tx.execute(statement);
}

function creation({ name, sql, after = [] }: DerivedTable): string[] {
  return [`CREATE UNLOGGED TABLE ${name} AS ${sql(wholeOrigin("pennylane"))}`, ...after];
}

/** `base` is where a company's ids begin; `shift` what its rows' ids are above those of Data Sharing. */
const COMPANIES_SQL = `CREATE UNLOGGED TABLE companies AS
  SELECT c.id AS company_id,
         c.id + CASE WHEN c.rank = 2 THEN ${COMPANY_ID_OFFSET} ELSE 0 END AS api_id,
         CASE WHEN c.rank = 3 THEN ${ROW_ID_OFFSET} ELSE 0 END AS shift,
         (y.id / 10000000000) * 10000000000 AS base, c.name, c.registration_number AS reg_no,
         c.created_at
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS rank FROM pennylane.companies) c
    JOIN (SELECT company_id, min(id) AS id FROM pennylane.fiscal_years GROUP BY 1) y
      ON y.company_id = c.id`;
