import { UsageError } from "../base/mod.ts";
import type { Migration, Queryable } from "../connectors/postgres/mod.ts";
import { MIGRATIONS } from "./migrations.ts";

/** Schema of Penny's state. */
export const STATE_SCHEMA = "penny";

/**
 * Names of the tables and views that steps of the schema `penny` have made and not dropped, in the order of their making.
 *
 * @param migrations Steps, in order.
 * @returns Names without schema.
 *
 * @example
 * ```ts
 * import { stateTables } from "./state_tables.ts";
 * import assert from "node:assert/strict";
 * const sql = "CREATE TABLE penny.a (x int); CREATE VIEW penny.b AS SELECT 1; DROP TABLE penny.a;";
 * assert.deepEqual(stateTables([{ version: 1, name: "test", sql }]), ["b"]);
 * ```
 */
export function stateTables(migrations: readonly Migration[]): string[] {
  const names = new Set<string>();
  const statement =
    /\b(CREATE|DROP)\s+(?:UNLOGGED\s+)?(?:TABLE|VIEW)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?penny\.(\w+)/g;
  for (const { sql } of migrations) {
    for (const [, verb, name] of sql.matchAll(statement)) {
      if (verb === "CREATE") names.add(name!);
      else names.delete(name!);
    }
  }
  return [...names];
}

/**
 * Tables of the schema `penny` that a hand dropped.
 *
 * @param db The warehouse, before its migrations.
 * @returns Names without schema; none when the schema is whole, is not there, or is that of a newer Penny.
 */
export async function missingStateTables(db: Queryable): Promise<string[]> {
  const all = stateTables(MIGRATIONS);
  const present = await presentTables(db);
  if (present.size === 0 || all.every((name) => present.has(name))) return [];
  if (!present.has("migrations")) {
    return all.some((name) => present.has(name)) ? ["migrations"] : [];
  }
  // Both in one statement: another process may be at the migrations right now.
  const { version, names } = await db.one<{ version: number; names: string[] }>(
    "SELECT (SELECT coalesce(max(version), 0)::int4 FROM penny.migrations) AS version, " +
      "(SELECT jsonb_agg(relname) FROM pg_class WHERE relnamespace = 'penny'::regnamespace) AS names",
  );
  if (version > MIGRATIONS.length) return [];
  return stateTables(MIGRATIONS.slice(0, version)).filter((name) => !names.includes(name));
}

async function presentTables(db: Queryable): Promise<Set<string>> {
  const rows = await db.rows(
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace " +
      "WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v')",
    [STATE_SCHEMA],
  );
  return new Set(rows.map(([name]) => name!));
}

/**
 * The refusal of a schema `penny` from which tables were dropped.
 *
 * @param missing At least one name.
 * @returns An error to throw; it names the command that mends it.
 */
export function incompleteStateError(missing: readonly string[]): UsageError {
  const names = missing.map((name) => `${STATE_SCHEMA}.${name}`).join(", ");
  return new UsageError(
    `Impossible d'utiliser la base : son état est incomplet, il manque ${names} ; restaurez une sauvegarde, ` +
      "ou lancez « deno task db rebuild » : les données sont gardées, ce qui manque est refait par la prochaine exécution",
  );
}
