import { UsageError } from "../../base/mod.ts";
import { quoteIdentifier, quoteName } from "./quoting.ts";
import type { Database, Session } from "./types.ts";

/** One step of a schema; never changed once released. */
export interface Migration {
  /** 1, 2, 3… without a gap. */
  readonly version: number;
  /** Short English name, kept in the table of migrations. */
  readonly name: string;
  /** One or more statements. */
  readonly sql: string;
}

/** The steps of one schema. */
export interface MigrationPlan {
  readonly schema: string;
  readonly migrations: readonly Migration[];
}

/**
 * Brings a schema to the last version: each missing step in a transaction of its own, under an advisory lock, so that
 * several processes may ask at once. What was done is in the table `migrations` of the schema.
 *
 * @param db Its role must own the schema, or be allowed to create it.
 * @param plan Schema and steps.
 * @throws UsageError The schema was made by a newer Penny.
 * @throws RangeError The versions of the plan are not 1, 2, 3…
 * @throws QueryError A step failed; the steps before it stay.
 */
export async function migrate(db: Database, plan: MigrationPlan): Promise<void> {
  plan.migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) {
      throw new RangeError(`Cannot migrate "${plan.schema}": versions must be 1, 2, 3…`);
    }
  });
  if (await currentVersion(db, plan) === plan.migrations.length) return;
  await db.session(async (session) => {
    await session.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", [
      `penny.migrate.${plan.schema}`,
    ]);
    await prepare(session, plan.schema);
    const done = await currentVersion(session, plan);
    for (const migration of plan.migrations.slice(done)) await apply(session, plan, migration);
  });
}

/** The version of the schema, 0 when it has none; refuses a newer one. */
async function currentVersion(db: Database | Session, plan: MigrationPlan): Promise<number> {
  const table = quoteName(plan.schema, "migrations");
  const { exists } = await db.one<{ exists: boolean }>(
    "SELECT to_regclass($1) IS NOT NULL AS exists",
    [table],
  );
  if (!exists) return 0;
  const { version } = await db.one<{ version: number }>(
    `SELECT coalesce(max(version), 0)::int4 AS version FROM ${table}`,
  );
  if (version <= plan.migrations.length) return version;
  throw new UsageError(
    `Impossible d'utiliser le schéma « ${plan.schema} » : il est en version ${version}, ce programme connaît la version ${plan.migrations.length} ; mettez Penny à jour`,
  );
}

async function prepare(session: Session, schema: string): Promise<void> {
  await session.transaction(async (tx) => {
    await tx.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`);
    await tx.execute(
      `CREATE TABLE IF NOT EXISTS ${quoteName(schema, "migrations")} (
        version integer PRIMARY KEY,
        name text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`,
    );
  });
}

async function apply(session: Session, plan: MigrationPlan, migration: Migration): Promise<void> {
  await session.transaction(async (tx) => {
    await tx.execute(migration.sql);
    await tx.execute(
      `INSERT INTO ${quoteName(plan.schema, "migrations")} (version, name) VALUES ($1, $2)`,
      [migration.version, migration.name],
    );
  });
}
