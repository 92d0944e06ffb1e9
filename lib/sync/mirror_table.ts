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
import { distributionOf } from "./distribution.ts";

/** Sources that are mirrored. */
export const MIRRORED_SOURCES: readonly SourceName[] = ["data_sharing", "api", "firm"];

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
  await db.session((session) => completeMirror(session, domain, { source }));
}

/**
 * The same as {@linkcode ensureMirror} on a connection that is at hand.
 *
 * @param session Not in a transaction; it waits here for other processes that make the same mirror.
 * @param domain What to mirror.
 * @param options `source`: where its rows come from; `alongside`: statements of the same transaction.
 * @throws {DataError} Readers kept the change out for 30 seconds.
 */
export async function completeMirror(
  session: Queryable,
  domain: Domain,
  { source, alongside = [] }: {
    readonly source: SourceName;
    readonly alongside?: readonly string[];
  },
): Promise<void> {
  // Other processes wait here, outside of the transaction that may not wait for long.
  const key = [`penny:mirror:${domain.name}`];
  await session.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", key);
  try {
    const statements = await mirrorStatements(session, domain, source);
    const name = `${MIRROR_SCHEMA}.${domain.name}`;
    await alterPatiently(session, name, [...statements, ...alongside]);
  } finally {
    await session.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", key)
      .catch(() => undefined);
  }
}

/** Locks the view before its tables, as who reads it does: the other way round each could wait for the other. */
async function mirrorStatements(
  session: Queryable,
  domain: Domain,
  source: SourceName,
): Promise<string[]> {
  const shown = await columnNames(session, domain.name);
  const view = quoteName(MIRROR_SCHEMA, domain.name);
  const statements = shown.length === 0 ? [] : [`LOCK TABLE ${view} IN ACCESS EXCLUSIVE MODE`];
  const mirrored: SourceName[] = [];
  for (const one of MIRRORED_SOURCES) {
    const present = await columnNames(session, mirrorName(domain, one));
    if (one !== source && (present.length === 0 || columnsReadBy(domain, one).length === 0)) {
      continue;
    }
    mirrored.push(one);
    statements.push(...tableStatements(domain, one, present));
    if (present.length === 0) {
      statements.push(...await distributionOf(session, mirrorTable(domain, one)));
    }
  }
  return [...statements, viewStatement(domain, mirrored, shown)];
}

/** Makes a mirror, or adds the columns that it has not. */
function tableStatements(
  domain: Domain,
  source: SourceName,
  present: readonly string[],
): string[] {
  const table = mirrorTable(domain, source);
  if (present.length === 0) {
    const index = quoteIdentifier(`${mirrorName(domain, source)}_revision`);
    return [
      createStatement(domain, source),
      `CREATE INDEX ${index} ON ${table} (company_id, _revision)`,
    ];
  }
  const missing = domain.columns.filter(({ name }) => !present.includes(name));
  if (missing.length === 0) return [];
  const additions = missing.map((column) =>
    `ADD COLUMN ${quoteIdentifier(column.name)} ${postgresType(column)}`
  );
  return [`ALTER TABLE ${table} ${additions.join(", ")}`];
}

function createStatement(domain: Domain, source: SourceName): string {
  const columns = domain.columns.map((column) => {
    const required = domain.key.includes(column.name) ? " NOT NULL" : "";
    return `${quoteIdentifier(column.name)} ${postgresType(column)}${required}`;
  });
  return `CREATE TABLE ${mirrorTable(domain, source)} (${columns.join(", ")}, ` +
    `_revision bigint NOT NULL, _deleted_at timestamptz, ` +
    `PRIMARY KEY (${domain.key.map(quoteIdentifier).join(", ")}))`;
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
