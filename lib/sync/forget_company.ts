import { UsageError } from "../base/mod.ts";
import { type Database, type Queryable, quoteName } from "../connectors/postgres/mod.ts";
import { findCompany } from "./companies.ts";
import { awaitDecisions } from "./known_companies.ts";
import { MIRROR_SCHEMA } from "./mirror_table.ts";

/** What is kept of a company. */
export interface CompanyTrace {
  readonly companyId: string;
  readonly name: string;
  /** Rows of each published table and each mirror, by `schema.table`; those without a row are absent. */
  readonly rows: ReadonlyMap<string, number>;
}

interface TraceTable {
  readonly schema: string;
  readonly name: string;
}

/** The tables of a warehouse that hold rows of companies. */
interface TraceTables {
  /** Published tables and mirrors. */
  readonly data: readonly TraceTable[];
  /** Penny's own state and records. */
  readonly state: readonly TraceTable[];
}

/**
 * What the warehouse keeps of a company that no source shows any more.
 *
 * @param db The warehouse.
 * @param text Name, SIREN or id.
 * @returns The rows that {@linkcode forgetCompany} would delete.
 * @throws {UsageError} No company is called so, several are, or a source still shows it: it would come back.
 */
export async function traceOfCompany(db: Queryable, text: string): Promise<CompanyTrace> {
  const known = await db.many<
    { company_id: string; name: string; siren: string | null; left_at: string | null }
  >("SELECT company_id, name, siren, left_at FROM penny.companies ORDER BY name, company_id");
  const companies = known.map(({ company_id, name, siren }) => (
    { companyId: company_id, name, siren, dataSharingId: null, token: null }
  ));
  const { companyId, name } = findCompany(companies, text);
  if (known.find((one) => one.company_id === companyId)!.left_at === null) throw stillShown(name);
  const rows = new Map<string, number>();
  for (const table of (await tablesOf(db)).data) {
    const { count } = await db.one<{ count: string }>(
      `SELECT count(*) FROM ${quoteName(table.schema, table.name)} WHERE company_id = $1`,
      [companyId],
    );
    if (count !== "0") rows.set(`${table.schema}.${table.name}`, Number(count));
  }
  return { companyId, name, rows };
}

/**
 * Deletes everything that the warehouse keeps of a company: published rows, mirror, state and records, in one transaction.
 *
 * @param db The warehouse.
 * @param company From {@linkcode traceOfCompany}, as the user has seen it.
 * @throws {UsageError} It came back since.
 */
export async function forgetCompany(
  db: Database,
  { companyId, name }: CompanyTrace,
): Promise<void> {
  const { data, state } = await tablesOf(db);
  await db.transaction(async (tx) => {
    await tx.execute("SET LOCAL lock_timeout = '30s'");
    await awaitDecisions(tx);
    const isShown = await tx.maybeOne(
      "SELECT 1 FROM penny.companies WHERE company_id = $1 AND left_at IS NULL",
      [companyId],
    );
    if (isShown) throw stillShown(name);
    // The company itself last: others may refer to it.
    const isCompany = ({ schema, name }: TraceTable) => schema === "penny" && name === "companies";
    const tables = [...data, ...state].toSorted((a, b) => +isCompany(a) - +isCompany(b));
    for (const { schema, name } of tables) {
      await tx.execute(`DELETE FROM ${quoteName(schema, name)} WHERE company_id = $1`, [companyId]);
    }
  });
}

/** Tables with a column `company_id`: Penny's schemas, and the published tables that Penny made. */
async function tablesOf(db: Queryable): Promise<TraceTables> {
  const rows = await db.many<TraceTable & { data: boolean }>(
    "SELECT n.nspname AS schema, c.relname AS name, n.nspname <> 'penny' AS data FROM pg_class c " +
      "JOIN pg_namespace n ON n.oid = c.relnamespace " +
      "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'company_id' AND NOT a.attisdropped " +
      "LEFT JOIN penny.tables t ON t.table_oid = c.oid " +
      "WHERE c.relkind IN ('r', 'p') AND (n.nspname IN ('penny', $1) OR t.table_oid IS NOT NULL) " +
      "AND c.relname NOT LIKE 'staging%' ORDER BY 1, 2",
    [MIRROR_SCHEMA],
  );
  return { data: rows.filter(({ data }) => data), state: rows.filter(({ data }) => !data) };
}

function stillShown(name: string): UsageError {
  return new UsageError(
    `Impossible de retirer la société « ${name} » : Pennylane la montre encore, elle reviendrait à la prochaine exécution ; ` +
      "retirez d'abord son jeton, ou son accès dans Pennylane, puis lancez deno task run-all",
  );
}
