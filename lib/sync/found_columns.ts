import { type Queryable, quoteLiteral } from "../connectors/postgres/mod.ts";
import {
  type AnyDomainName,
  type Column,
  type ColumnType,
  type Domain,
  DOMAINS,
  SOURCE_PHRASES,
  type SourceName,
} from "../domains/mod.ts";
import { foundColumnName } from "./found_column_name.ts";
import { completeMirror, MIRROR_SCHEMA } from "./mirror_table.ts";

/** A column of a source that this version of Penny does not know. */
export interface FoundColumn {
  /** As the source writes it. */
  readonly sourceName: string;
  readonly type: ColumnType;
  readonly scale?: Column["scale"];
}

/** What was made of columns that were found. */
export interface FoundColumns {
  /** The domain with them. */
  readonly domain: Domain;
  /** Those that are new. */
  readonly added: readonly Column[];
  /** Names in the source of those that were left out: too many, or without a name. */
  readonly left: readonly string[];
}

/** Columns that one source may add to a domain: a source that makes up names must not fill the database. */
export const MAX_FOUND = 50;

interface FoundRow {
  readonly source: SourceName;
  readonly source_name: string;
  readonly name: string;
  readonly type: ColumnType;
  readonly scale: Column["scale"] | null;
}

/**
 * A domain as this warehouse has it: its columns, then those that were found in sources, in the order of their finding.
 *
 * @param db The warehouse.
 * @param name The domain.
 * @returns The domain; the one of `DOMAINS` when nothing was found.
 */
export async function domainInUse(db: Queryable, name: AnyDomainName): Promise<Domain> {
  const rows = await db.many<FoundRow>(
    "SELECT source, source_name, name, type, scale FROM penny.source_columns WHERE domain = $1 " +
      "ORDER BY found_at, source, name",
    [name],
  );
  return rows.reduce(
    (domain, { source, source_name: sourceName, name, type, scale }) =>
      knows(domain, source, sourceName)
        ? domain
        : withColumn(domain, { source, name, sourceName, type, ...(scale ? { scale } : {}) }),
    DOMAINS[name],
  );
}

/** Whether a source gives a column already; a later version of Penny may know what an earlier one found. */
function knows(domain: Domain, source: SourceName, sourceName: string): boolean {
  return domain.columns.some((column) => column.sources[source] === sourceName);
}

type NamedColumn = FoundColumn & { readonly name: string; readonly source: SourceName };

function withColumn(domain: Domain, found: NamedColumn): Domain {
  const { name, source, sourceName, type, scale } = found;
  const same = domain.columns.find((column) => column.name === name);
  // A column of Penny's own has come by the name since.
  if (same !== undefined && !same.found) return domain;
  const sources = { data_sharing: null, api: null, firm: null, ...same?.sources };
  const column: Column = {
    ...{ name, type, label: name, summable: false, found: true },
    ...(scale === undefined ? {} : { scale }),
    description: `Colonne trouvée avec ${SOURCE_PHRASES[source]}, inconnue de Penny.`,
    sources: { ...sources, [source]: sourceName },
  };
  const others = domain.columns.filter((one) => one !== same);
  return { ...domain, columns: [...others, column] };
}

/**
 * Gives columns that were found their names in the domain. Both sources share a column when they give it the same name and
 * type.
 *
 * @param domain With what was found before.
 * @param source Where they were found.
 * @param options `found`: those that the source gives, known ones are left alone; `past`: names that columns had once.
 * @returns The domain with them; nothing is written.
 */
export function nameFound(
  domain: Domain,
  source: SourceName,
  { found, past = [] }: {
    readonly found: readonly FoundColumn[];
    readonly past?: readonly string[];
  },
): FoundColumns {
  let extended = domain;
  const added: Column[] = [];
  const left: string[] = [];
  for (const one of found) {
    if (knows(extended, source, one.sourceName)) continue;
    const count = extended.columns.filter((column) => column.found && column.sources[source]);
    const name = count.length >= MAX_FOUND ? null : nameOf(extended, { ...one, source, past });
    if (name === null) left.push(one.sourceName);
    else {
      extended = withColumn(extended, { ...one, name, source });
      added.push(extended.columns.find((column) => column.name === name)!);
    }
  }
  return { domain: extended, added, left };
}

function nameOf(
  domain: Domain,
  { source, past, ...found }: FoundColumn & {
    readonly source: SourceName;
    readonly past: readonly string[];
  },
): string | null {
  const shared = domain.columns.find((column) =>
    column.found && column.name === found.sourceName && column.sources[source] === null &&
    column.type === found.type && column.scale === found.scale
  );
  if (shared !== undefined) return shared.name;
  const columns = [...domain.columns, ...past.map((name) => ({ name }))];
  return foundColumnName(found.sourceName, source, { name: domain.name, columns });
}

/**
 * Adds columns that were found to the mirrors of a domain, and remembers them.
 *
 * @param session A connection, not in a transaction.
 * @param name The domain.
 * @param options `source`: where they were found; `found`: what; `retyped`: names in the source of those that were found
 *   before with another type, and begin anew under another name; `now`: when.
 * @returns The domain with them.
 * @throws {DataError} Readers of the mirror kept the change out for 30 seconds.
 */
export async function addFound(
  session: Queryable,
  name: AnyDomainName,
  { source, found, retyped = [], now }: {
    readonly source: SourceName;
    readonly found: readonly FoundColumn[];
    readonly retyped?: readonly string[];
    readonly now: Date;
  },
): Promise<FoundColumns> {
  // One process gives names at a time. Nobody who has this lock waits for one of a unit.
  const key = [`penny:found:${name}`];
  await session.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", key);
  try {
    const known = withoutPlaces(await domainInUse(session, name), source, retyped);
    const past = await namesEverUsed(session, name);
    const named = nameFound(known, source, { found, past });
    if (named.added.length > 0) {
      const remember = rememberStatement(named, { source, now });
      await completeMirror(session, named.domain, { source, alongside: [remember] });
    }
    // The order of its columns is then the one that everybody finds.
    return { ...named, domain: await domainInUse(session, name) };
  } finally {
    await session.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", key)
      .catch(() => undefined);
  }
}

function withoutPlaces(domain: Domain, source: SourceName, names: readonly string[]): Domain {
  const columns = domain.columns.map((column) =>
    column.found && names.includes(column.sources[source] ?? "")
      ? { ...column, sources: { ...column.sources, [source]: null } }
      : column
  );
  return names.length === 0 ? domain : { ...domain, columns };
}

/** The view of the mirror keeps every column that it ever had. */
async function namesEverUsed(session: Queryable, domain: AnyDomainName): Promise<string[]> {
  const fields = await session.many<{ name: string }>(
    "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2",
    [MIRROR_SCHEMA, domain],
  );
  return fields.map(({ name }) => name);
}

/** In the transaction that adds the columns: neither without the other. */
function rememberStatement(
  { domain, added }: FoundColumns,
  { source, now }: { readonly source: SourceName; readonly now: Date },
): string {
  const rows = added.map((column) => {
    const values = [source, domain.name, column.sources[source]!, column.name, column.type]
      .map(quoteLiteral);
    return `(${values.join(", ")}, ${column.scale ?? "NULL"}, ${quoteLiteral(now.toISOString())})`;
  });
  return "INSERT INTO penny.source_columns (source, domain, source_name, name, type, scale, found_at) " +
    `VALUES ${rows.join(", ")} ON CONFLICT (source, domain, source_name) DO UPDATE SET ` +
    "name = excluded.name, type = excluded.type, scale = excluded.scale, found_at = excluded.found_at";
}
