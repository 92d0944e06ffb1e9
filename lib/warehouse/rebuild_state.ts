import type { Config } from "../config/mod.ts";
import { type Queryable, quoteIdentifier, quoteName } from "../connectors/postgres/mod.ts";
import { embeddedServer, openDatabase } from "./_open_database.ts";
import { MIGRATIONS } from "./migrations.ts";
import { missingStateTables, STATE_SCHEMA, stateTables } from "./state_tables.ts";
import type { OpenOptions } from "./types.ts";

/** What was made again. */
export interface RebuiltState {
  /** Tables that were missing, without schema; none: nothing was done. */
  readonly missing: readonly string[];
  /** Schema that keeps the state as it was found; null: nothing was done. */
  readonly keptIn: string | null;
}

/**
 * Makes the schema `penny` whole again, in one transaction: a new one, with everything that the tables of the old one still
 * hold. The old one stays under another name. What was lost is read and published again by the next run.
 *
 * @param config Settings.
 * @param options Pool.
 * @returns What was missing.
 * @throws {ServiceError} The server cannot be started or reached.
 * @throws {DataError} Something else holds on to the old tables.
 */
export async function rebuildState(
  config: Config,
  options: OpenOptions = {},
): Promise<RebuiltState> {
  const { warehouse } = config;
  const embedded = warehouse.kind === "embedded";
  const server = embedded
    ? await embeddedServer(config, warehouse.database, options)
    : warehouse.server;
  await using opened = await openDatabase(config, server, { ...options, embedded });
  return await opened.db.transaction(async (tx) => {
    await tx.execute(
      "SET LOCAL lock_timeout = '30s'; SELECT pg_advisory_xact_lock(hashtextextended('penny.migrate.penny', 0))",
    );
    const missing = await missingStateTables(tx);
    if (missing.length === 0) return { missing, keptIn: null };
    const views = await mirrorViews(tx);
    const keptIn = await freeName(tx);
    await tx.execute(
      `ALTER SCHEMA ${STATE_SCHEMA} RENAME TO ${
        quoteIdentifier(keptIn)
      }; CREATE SCHEMA ${STATE_SCHEMA}; ` +
        `CREATE TABLE ${STATE_SCHEMA}.migrations (version integer PRIMARY KEY, name text NOT NULL, ` +
        "applied_at timestamptz NOT NULL DEFAULT now())",
    );
    for (const { version, name, sql } of MIGRATIONS) {
      await tx.execute(sql);
      await tx.execute(`INSERT INTO ${STATE_SCHEMA}.migrations (version, name) VALUES ($1, $2)`, [
        version,
        name,
      ]);
    }
    for (const table of stateTables(MIGRATIONS)) await copyRows(tx, table, keptIn);
    for (const { name, definition } of views) {
      await tx.execute(
        `CREATE OR REPLACE VIEW ${quoteName("penny_source", name)} AS ${definition}`,
      );
    }
    return { missing, keptIn };
  });
}

/** Views of the mirror look at the state: they follow a schema that is renamed, unless they are written anew. */
async function mirrorViews(tx: Queryable): Promise<{ name: string; definition: string }[]> {
  return await tx.many<{ name: string; definition: string }>(
    "SELECT viewname AS name, definition FROM pg_views WHERE schemaname = 'penny_source'",
  );
}

async function freeName(tx: Queryable): Promise<string> {
  const taken = (await tx.rows("SELECT nspname FROM pg_namespace")).flat();
  for (let number = 1;; number++) {
    const name = `penny_avant_${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** The rows of a table that is still there, in the columns that both have. */
async function copyRows(tx: Queryable, table: string, from: string): Promise<void> {
  const columns = await tx.rows(
    "SELECT quote_ident(n.attname), n.attidentity FROM pg_attribute n JOIN pg_attribute o ON o.attname = n.attname " +
      "JOIN pg_class c ON c.oid = n.attrelid " +
      "WHERE n.attrelid = to_regclass($1) AND o.attrelid = to_regclass($2) AND n.attnum > 0 AND o.attnum > 0 " +
      "AND NOT n.attisdropped AND NOT o.attisdropped AND n.attgenerated = '' AND c.relkind IN ('r', 'p')",
    [quoteName(STATE_SCHEMA, table), quoteName(from, table)],
  );
  if (columns.length === 0) return;
  const list = columns.map(([name]) => name).join(", ");
  const target = quoteName(STATE_SCHEMA, table);
  await tx.execute(
    `INSERT INTO ${target} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM ${
      quoteName(from, table)
    }`,
  );
  for (const [name, identity] of columns) {
    if (!identity) continue;
    await tx.execute(
      `SELECT setval(pg_get_serial_sequence($1, $2), coalesce(max(${name}), 0) + 1, false) FROM ${target}`,
      [`${STATE_SCHEMA}.${table}`, name!.replaceAll('"', "")],
    );
  }
}
