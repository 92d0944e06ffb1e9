import { type Queryable, quoteIdentifier, quoteName } from "../connectors/postgres/mod.ts";
import { distributionOf } from "./distribution.ts";
import { MIRROR_SCHEMA } from "./mirror_table.ts";

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

const PREFIX = "staging_";

/**
 * Runs `work` with a fresh staging table: ordinary and unlogged, so that it can be distributed like the others. It is
 * dropped at the end; one left by a killed process is dropped by the next {@linkcode dropAbandonedStaging}.
 *
 * @param session Its connection holds the lock that says that the table is in use.
 * @param purpose Part of the name, e.g. the domain.
 * @param columns Columns in order; the first is `company_id`.
 * @param work What to do with it.
 * @returns What `work` gives.
 */
export async function withStaging<T>(
  session: Queryable,
  { purpose, columns }: { purpose: string; columns: readonly StagingColumn[] },
  work: (staging: Staging) => Promise<T>,
): Promise<T> {
  const name = `${PREFIX}${purpose}_${crypto.randomUUID().slice(0, 8)}`.slice(-63);
  const staging = { name, table: quoteName(MIRROR_SCHEMA, name) };
  await session.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", [name]);
  try {
    const definitions = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
    await session.execute(`CREATE UNLOGGED TABLE ${staging.table} (${definitions.join(", ")})`);
    for (const sql of await distributionOf(session, staging.table)) await session.execute(sql);
    return await work(staging);
  } finally {
    // A lost connection takes the lock with it; the table then counts as abandoned.
    await session.execute(`DROP TABLE IF EXISTS ${staging.table}`).catch(() => undefined);
    await session.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name])
      .catch(() => undefined);
  }
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
