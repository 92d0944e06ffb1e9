import {
  type Database,
  type Queryable,
  quoteIdentifier,
  quoteLiteral,
  quoteName,
} from "../connectors/postgres/mod.ts";
import { columnsReadBy, type Domain, type SourceName } from "../domains/mod.ts";
import { alterPatiently } from "./alter_patiently.ts";
import { postgresType } from "./column_types.ts";

/** Sources that are mirrored. */
const SOURCES: readonly SourceName[] = ["data_sharing", "api"];

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
 * view `penny_source.<domain>` shows, for each company, the rows alive of the source in force.
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
  if (await isComplete(db, domain, source)) return;
  const view = `${MIRROR_SCHEMA}.${domain.name}`;
  await db.session(async (session) => {
    // Other processes wait here, outside of the transaction that may not wait for long.
    const key = [`penny:mirror:${domain.name}`];
    await session.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", key);
    try {
      await alterPatiently(session, view, (tx) => makeMirror(tx, domain, source));
    } finally {
      await session.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", key)
        .catch(() => undefined);
    }
  });
}

/** Locks the view before its tables, as who reads it does: the other way round each could wait for the other. */
async function makeMirror(tx: Queryable, domain: Domain, source: SourceName): Promise<void> {
  const shown = await columnNames(tx, domain.name);
  if (shown.length > 0) {
    await tx.execute(
      `LOCK TABLE ${quoteName(MIRROR_SCHEMA, domain.name)} IN ACCESS EXCLUSIVE MODE`,
    );
  }
  await makeTable(tx, domain, source);
  const sources = await mirroredSources(tx, domain);
  await tx.execute(viewStatement(domain, sources, shown));
}

async function makeTable(tx: Queryable, domain: Domain, source: SourceName): Promise<void> {
  const table = mirrorTable(domain, source);
  await tx.execute(createStatement(domain, source));
  const present = new Set(await columnNames(tx, mirrorName(domain, source)));
  for (const column of domain.columns.filter(({ name }) => !present.has(name))) {
    const definition = `${quoteIdentifier(column.name)} ${postgresType(column)}`;
    await tx.execute(`ALTER TABLE ${table} ADD COLUMN ${definition}`);
  }
  await tx.execute(
    `CREATE INDEX IF NOT EXISTS ${quoteIdentifier(`${mirrorName(domain, source)}_revision`)} ` +
      `ON ${table} (company_id, _revision)`,
  );
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

/** The sources of which the domain has a complete mirror by now. */
async function mirroredSources(tx: Queryable, domain: Domain): Promise<SourceName[]> {
  const sources: SourceName[] = [];
  for (const source of SOURCES) {
    if (columnsReadBy(domain, source).length === 0) continue;
    const names = await columnNames(tx, mirrorName(domain, source));
    if (names.length === 0) continue;
    await makeTable(tx, domain, source);
    sources.push(source);
  }
  return sources;
}

/** A view keeps the columns that it has, in their order, since others may stand on it; new ones come after. */
function viewStatement(
  domain: Domain,
  sources: readonly SourceName[],
  shown: readonly string[],
): string {
  const names = [...new Set([...shown, ...domain.columns.map((column) => column.name)])];
  const columns = names.map((name) => `m.${quoteIdentifier(name)}`).join(", ");
  const parts = sources.map((source) =>
    `SELECT ${columns} FROM ${mirrorTable(domain, source)} m JOIN penny.sources_in_force f ` +
    `ON f.company_id = m.company_id AND f.domain = ${quoteLiteral(domain.name)} ` +
    `AND f.source = ${quoteLiteral(source)} WHERE m._deleted_at IS NULL`
  );
  return `CREATE OR REPLACE VIEW ${quoteName(MIRROR_SCHEMA, domain.name)} AS ${
    parts.join(" UNION ALL ")
  }`;
}

/** Whether the mirror has all columns, and the view shows it to the companies for which it is in force. */
async function isComplete(db: Database, domain: Domain, source: SourceName): Promise<boolean> {
  const names = new Set(await columnNames(db, mirrorName(domain, source)));
  if (!names.has("_revision")) return false;
  if (!domain.columns.every((column) => names.has(column.name))) return false;
  const { shown } = await db.one<{ shown: boolean }>(
    "SELECT EXISTS (SELECT FROM pg_views WHERE schemaname = $1 AND viewname = $2 " +
      "AND strpos(definition, 'sources_in_force') > 0 AND strpos(definition, $3) > 0) AS shown",
    [MIRROR_SCHEMA, domain.name, mirrorName(domain, source)],
  );
  return shown;
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
