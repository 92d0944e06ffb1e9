import { type Queryable, quoteIdentifier, quoteName } from "../connectors/postgres/mod.ts";
import { distributionOf } from "./distribution.ts";
import { MIRROR_SCHEMA } from "./mirror_table.ts";
import { ofCompany } from "./of_company.ts";

/** A table that holds rows on their way; nobody else writes to it. */
export interface Staging {
  /** Name without schema. */
  readonly name: string;
  /** Quoted, with schema. */
  readonly table: string;
}

/** Column of a staging table. */
export interface StagingColumn {
  readonly name: string;
  readonly type: string;
}

/** What a staging table is made of. */
export interface StagingDefinition {
  /** Part of the name, e.g. the domain. */
  readonly purpose: string;
  /** In order; the first is `company_id`. */
  readonly columns: readonly StagingColumn[];
  /** Columns of an index. @default none */
  readonly index?: readonly string[];
}

const PREFIX = "staging_";
/** Rows up to which the planner does well without statistics. */
const FEW_ROWS = 1_000;

/**
 * Runs `work` with a fresh staging table: ordinary and unlogged, so that it can be distributed like the others. It is
 * dropped at the end; one left by a killed process is dropped by the next {@linkcode dropAbandonedStaging}.
 *
 * @param session Its connection holds the lock that says that the table is in use.
 * @param definition What it is made of.
 * @param work What to do with it.
 * @returns What `work` gives.
 */
export async function withStaging<T>(
  session: Queryable,
  definition: StagingDefinition,
  work: (staging: Staging) => Promise<T>,
): Promise<T> {
  const staging = await makeStaging(session, definition);
  try {
    return await work(staging);
  } finally {
    await dropStaging(session, staging);
  }
}

/**
 * Makes a staging table.
 *
 * @param session Its connection holds the lock that says that the table is in use.
 * @param definition What it is made of.
 * @returns The table, empty.
 */
export async function makeStaging(
  session: Queryable,
  { purpose, columns, index = [] }: StagingDefinition,
): Promise<Staging> {
  const name = `${PREFIX}${purpose}_${crypto.randomUUID().slice(0, 8)}`.slice(-63);
  const staging = { name, table: quoteName(MIRROR_SCHEMA, name) };
  await session.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", [name]);
  try {
    const definitions = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
    await session.execute(`CREATE UNLOGGED TABLE ${staging.table} (${definitions.join(", ")})`);
    if (index.length > 0) {
      const names = index.map(quoteIdentifier).join(", ");
      await session.execute(`CREATE INDEX ON ${staging.table} (${names})`);
    }
    for (const sql of await distributionOf(session, staging.table)) await session.execute(sql);
  } catch (error) {
    await dropStaging(session, staging);
    throw error;
  }
  return staging;
}

/**
 * Drops a staging table; one that cannot be dropped is left to {@linkcode dropAbandonedStaging}.
 *
 * @param session The connection that made it.
 * @param staging The table.
 */
export async function dropStaging(session: Queryable, { name, table }: Staging): Promise<void> {
  // A lost connection takes the lock with it; the table then counts as abandoned.
  await session.execute(`DROP TABLE IF EXISTS ${table}`).catch(() => undefined);
  await session.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name])
    .catch(() => undefined);
}

/**
 * Gives a staging table statistics when it holds many rows; those of a few cost more than they help.
 *
 * @param session Any connection, outside of any transaction.
 * @param table Quoted.
 * @param companyId Whose rows were staged.
 */
export async function analyzeStaging(
  session: Queryable,
  table: string,
  companyId: string,
): Promise<void> {
  const { many } = await session.one<{ many: boolean }>(
    `SELECT count(*) > ${FEW_ROWS} AS many FROM (SELECT FROM ${
      ofCompany(table, companyId)
    } r LIMIT ${FEW_ROWS + 1}) seen`,
  );
  if (many) await session.execute(`ANALYZE ${table}`);
}

/**
 * Drops the staging tables whose process is gone.
 *
 * @param session Any connection; it takes and gives back a lock for each table.
 */
export async function dropAbandonedStaging(session: Queryable): Promise<void> {
  const tables = await session.many<{ table_name: string }>(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND starts_with(table_name, $2)",
    [MIRROR_SCHEMA, PREFIX],
  );
  for (const { table_name: name } of tables) {
    const { free } = await session.one<{ free: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free",
      [name],
    );
    if (!free) continue;
    await session.execute(`DROP TABLE IF EXISTS ${quoteName(MIRROR_SCHEMA, name)}`);
    await session.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name]);
  }
}
