import { UsageError } from "../base/mod.ts";
import { quoteIdentifier, quoteName } from "../connectors/postgres/mod.ts";
import type { Warehouse } from "./types.ts";

/** Where tables that Penny did not make are moved. */
export const BEFORE_SCHEMA = "pennylane_avant";

/**
 * Moves tables and views that bear the name of a published table and that Penny did not make to the schema
 * `pennylane_avant`, with their rows, keys and indexes; views on them go on working.
 *
 * @param warehouse Open warehouse.
 * @param names Names of published tables.
 * @returns Names of those that were moved, sorted.
 * @throws UsageError The schema `pennylane_avant` has one of that name already; nothing is moved.
 * @throws LockNotAvailableError Someone else uses one of them; nothing is moved.
 */
export async function adoptTables(
  warehouse: Warehouse,
  names: readonly string[],
): Promise<string[]> {
  const { db, config } = warehouse;
  return await db.transaction(async (tx) => {
    await tx.execute("SET LOCAL lock_timeout = '5s'");
    const foreign = await tx.many<{ name: string; kind: string; taken: boolean }>(
      `SELECT c.relname AS name, c.relkind AS kind,
              to_regclass(quote_ident($3) || '.' || quote_ident(c.relname)) IS NOT NULL AS taken
         FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace
         LEFT JOIN penny.tables t ON t.table_oid = c.oid
        WHERE n.nspname = $1 AND c.relname = ANY ($2) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND t.table_oid IS NULL
        ORDER BY c.relname`,
      [config.schema, names, BEFORE_SCHEMA],
    );
    const taken = foreign.find((table) => table.taken);
    if (taken) throw alreadyThere(taken.name);
    if (foreign.length === 0) return [];
    await tx.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(BEFORE_SCHEMA)}`);
    for (const { name, kind } of foreign) {
      await tx.execute(
        `ALTER ${kindName(kind)} ${quoteName(config.schema, name)} SET SCHEMA ${
          quoteIdentifier(BEFORE_SCHEMA)
        }`,
      );
    }
    return foreign.map(({ name }) => name);
  });
}

function kindName(kind: string): string {
  const names: Readonly<Record<string, string>> = {
    v: "VIEW",
    m: "MATERIALIZED VIEW",
    f: "FOREIGN TABLE",
  };
  return names[kind] ?? "TABLE";
}

function alreadyThere(name: string): UsageError {
  return new UsageError(
    `Impossible de déplacer la table « ${name} » : le schéma « ${BEFORE_SCHEMA} » en contient déjà une du même nom ; renommez-la ou supprimez-la`,
  );
}
