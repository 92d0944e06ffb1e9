import {
  type Database,
  type Queryable,
  quoteIdentifier,
  quoteName,
} from "../connectors/postgres/mod.ts";
import type { Domain } from "../domains/mod.ts";
import { postgresType } from "./column_types.ts";
import type { SourceName } from "./types.ts";

/** Schema of the mirror. */
export const MIRROR_SCHEMA = "penny_source";

/**
 * Name of the mirror of one domain and source, e.g. `general_ledger__data_sharing`.
 *
 * @param domain What is mirrored.
 * @param source Where its rows come from.
 * @returns The name, not quoted, without schema.
 */
function mirrorName(domain: Pick<Domain, "name">, source: SourceName): string {
  return `${domain.name}__${source}`;
}

/**
 * Quoted name of a mirror.
 *
 * @param domain What is mirrored.
 * @param source Where its rows come from.
 * @returns E.g. `"penny_source"."customers__data_sharing"`.
 */
export function mirrorTable(domain: Pick<Domain, "name">, source: SourceName): string {
  return quoteName(MIRROR_SCHEMA, mirrorName(domain, source));
}

/**
 * Makes the mirror of a domain and its view when they are missing, and adds the columns that this version of Penny has
 * and the table has not.
 *
 * A row carries `_revision`, the unit's counter at its last change, and `_deleted_at`, null while the source has it. The
 * view `penny_source.<domain>` shows the rows alive.
 *
 * @param db The warehouse.
 * @param domain What to mirror.
 * @param source Where its rows come from.
 */
export async function ensureMirror(
  db: Database,
  domain: Domain,
  source: SourceName,
): Promise<void> {
  if (await hasAllColumns(db, domain, source)) return;
  await db.transaction(async (tx) => {
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [
      `penny:mirror:${mirrorName(domain, source)}`,
    ]);
    await tx.execute(createStatement(domain, source));
    for (const column of domain.columns) {
      await tx.execute(
        `ALTER TABLE ${mirrorTable(domain, source)} ADD COLUMN IF NOT EXISTS ` +
          `${quoteIdentifier(column.name)} ${postgresType(column)}`,
      );
    }
    await tx.execute(
      `CREATE INDEX IF NOT EXISTS ${quoteIdentifier(`${mirrorName(domain, source)}_revision`)} ` +
        `ON ${mirrorTable(domain, source)} (company_id, _revision)`,
    );
    const shown = await columnNames(tx, domain.name);
    await tx.execute(viewStatement(domain, source, shown));
  });
}

function createStatement(domain: Domain, source: SourceName): string {
  const columns = domain.columns.map((column) => {
    const required = domain.key.includes(column.name) ? " NOT NULL" : "";
    return `${quoteIdentifier(column.name)} ${postgresType(column)}${required}`;
  });
  return `CREATE TABLE IF NOT EXISTS ${mirrorTable(domain, source)} (${columns.join(", ")}, ` +
    `_revision bigint NOT NULL, _deleted_at timestamptz, ` +
    `PRIMARY KEY (${domain.key.map(quoteIdentifier).join(", ")}))`;
}

/** A view keeps the columns that it has, in their order, since others may stand on it; new ones come after. */
function viewStatement(domain: Domain, source: SourceName, shown: readonly string[]): string {
  const names = new Set([...shown, ...domain.columns.map((column) => column.name)]);
  return `CREATE OR REPLACE VIEW ${quoteName(MIRROR_SCHEMA, domain.name)} AS ` +
    `SELECT ${[...names].map(quoteIdentifier).join(", ")} FROM ${mirrorTable(domain, source)} ` +
    "WHERE _deleted_at IS NULL";
}

async function hasAllColumns(db: Database, domain: Domain, source: SourceName): Promise<boolean> {
  const names = new Set(await columnNames(db, mirrorName(domain, source)));
  return names.has("_revision") && domain.columns.every((column) => names.has(column.name));
}

/** Columns of a table or view of the mirror, in order; none when it is not there. */
async function columnNames(db: Queryable, name: string): Promise<string[]> {
  const columns = await db.many<{ column_name: string }>(
    "SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 " +
      "ORDER BY ordinal_position",
    [MIRROR_SCHEMA, name],
  );
  return columns.map((column) => column.column_name);
}
