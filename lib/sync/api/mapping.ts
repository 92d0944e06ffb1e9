import { quoteIdentifier, quoteLiteral } from "../../connectors/postgres/mod.ts";
import {
  type AnyDomainName,
  type Column,
  columnsReadBy,
  type Domain,
  DOMAINS,
} from "../../domains/mod.ts";
import { mirrorTable } from "../mirror_table.ts";
import { type ApiPath, parsePath, type Term } from "./_parse_path.ts";
import type { ApiSource } from "./api_access.ts";
import { arrayAt, ITEM, knownOfCompany, MAIN, ME, pathSql } from "./_path_sql.ts";
import { explodedList, mainResource, relationOf } from "./_relations.ts";

/** How raw rows of the API become rows of a domain, as its table says. */
export interface ApiMapping {
  /** Resource of the main rows, e.g. `ledger_entry_lines`. */
  readonly main: string;
  /** Per raw resource, the top-level keys of its JSON that the statement uses; `id` is the column of that name. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Domains whose mirror of the same API is joined: they must have been read before. */
  readonly domains: readonly AnyDomainName[];
  /** Other raw resources that are joined, e.g. `ledger_entries`. */
  readonly parts: readonly string[];
  /** Canonical columns that the API gives, in the order of the domain. */
  readonly columns: readonly string[];
  /**
   * The columns that are empty in every row when some top-level keys of the main resource are not there.
   *
   * @param absent Keys.
   */
  columnsLost(absent: ReadonlySet<string>): string[];
  /**
   * `INSERT INTO <staging> (…) SELECT …`; its parameter is the company's name.
   *
   * @param tables Both quoted: `raw`, a table or a subquery, has columns (company_id bigint, resource text, id bigint,
   *   data jsonb) and the rows of one company, one per resource and id; analyse it first.
   */
  insertStatement(tables: { readonly raw: string; readonly staging: string }): string;
}

/** A column with its path understood. */
interface Mapped {
  readonly column: Column;
  readonly path: ApiPath;
}

/**
 * Compiles the paths of a domain in an API.
 *
 * @param of Any domain; its name stands for the columns that every warehouse has.
 * @param source The company API, or the Firm API.
 * @returns What to read, and the statement; null: the API does not give the domain.
 * @throws {RangeError} A path cannot be read, or does not fit its column.
 *
 * @example
 * ```ts
 * import { apiMapping } from "./mapping.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(apiMapping("bank_transactions")?.domains, ["bank_accounts", "customers", "suppliers"]);
 * assert.equal(apiMapping("vat_declarations"), null);
 * ```
 */
export function apiMapping(
  of: AnyDomainName | Domain,
  source: ApiSource = "api",
): ApiMapping | null {
  const inUse = typeof of === "string" ? DOMAINS[of] : of;
  const domain = inUse.name;
  const columns = columnsReadBy(inUse, source);
  if (columns.length === 0) return null;
  const mapped = columns.map((column): Mapped => ({
    column,
    path: pathOf(domain, column, source),
  }));
  const exploded = explodedList(domain);
  const main = mainResource(domain, source);
  const resources = resourcesOf(mapped);
  const select = mapped.map(({ column, path }) =>
    named(domain, column, () => pathSql(path, column.type, { exploded, source }))
  );
  const names = columns.map((column) => column.name);
  return {
    main,
    keys: keysOf(mapped, { main, resources }),
    domains: resources.flatMap((resource) => relationOf(resource).domain ?? []),
    parts: resources.filter((resource) => relationOf(resource).domain === null),
    columns: names,
    columnsLost: (absent) =>
      mapped.filter(({ path }) => isLost(path, absent)).map(({ column }) => column.name),
    insertStatement: ({ raw, staging }) =>
      `INSERT INTO ${staging} (${names.map(quoteIdentifier).join(", ")})\n` +
      `SELECT ${select.join(",\n       ")}\n` +
      `  FROM ${fromClause({ raw, main, exploded, resources, source })}`,
  };
}

function pathOf(domain: AnyDomainName, column: Column, source: ApiSource): ApiPath {
  const path = column.sources[source]!;
  // A key that was found may be called anything.
  if (column.found) return { kind: "field", steps: [path] };
  return named(domain, column, () => parsePath(path));
}

/** Says which column is at fault. */
function named<T>(domain: AnyDomainName, column: Column, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${domain}.${column.name}: ${error.message}`, { cause: error });
  }
}

function termsOf(path: ApiPath): readonly Term[] {
  return path.kind === "first" || path.kind === "difference" ? path.of : [path];
}

/** Whether a path finds nothing without some keys. */
function isLost(path: ApiPath, absent: ReadonlySet<string>): boolean {
  const lost = (term: Term): boolean => {
    if (term.kind === "call") return term.of.some(lost);
    if (term.kind !== "lookup") return absent.has(term.steps[0]!);
    if (knownOfCompany(term) !== null) return false;
    const { key, inItem } = relationOf(term.resource);
    return !inItem && absent.has(key);
  };
  return path.kind === "first" ? path.of.every(lost) : termsOf(path).some(lost);
}

/** The resources that paths look up, each once, in the order of the columns. */
function resourcesOf(mapped: readonly Mapped[]): string[] {
  const terms = mapped.flatMap(({ path }) => termsOf(path));
  const names = terms.flatMap((term) =>
    term.kind === "lookup" && knownOfCompany(term) === null ? [term.resource] : []
  );
  return [...new Set(names)];
}

function keysOf(
  mapped: readonly Mapped[],
  { main, resources }: { readonly main: string; readonly resources: readonly string[] },
): Record<string, string[]> {
  const keys: Record<string, Set<string>> = { [main]: new Set() };
  for (const resource of resources) {
    const { domain, key, inItem } = relationOf(resource);
    if (domain === null) keys[resource] = new Set();
    if (!inItem && domain !== "companies") keys[main]!.add(key);
  }
  for (const term of mapped.flatMap(({ path }) => termsOf(path))) {
    if (term.kind === "lookup") keys[term.resource]?.add(term.steps[0]!);
    else if (term.kind === "call") term.of.forEach(({ steps }) => keys[main]!.add(steps[0]!));
    else keys[main]!.add(term.steps[0]!);
  }
  return Object.fromEntries(
    Object.entries(keys).map(([resource, names]) => [
      resource,
      [...names].filter((name) => name !== "id"),
    ]),
  );
}

function fromClause(
  { raw, main, exploded, resources, source }: {
    readonly raw: string;
    readonly main: string;
    readonly exploded: string | null;
    readonly resources: readonly string[];
    readonly source: ApiSource;
  },
): string {
  const rows = (resource: string) =>
    `(SELECT company_id, id, data FROM ${raw} AS raw WHERE resource = ${quoteLiteral(resource)})`;
  const items = exploded === null ? [] : [
    `LEFT JOIN LATERAL jsonb_array_elements(${arrayAt(`${MAIN}.data`, [exploded])}) ` +
    `AS ${ITEM} (data) ON true`,
  ];
  const lookups = resources.map((resource) => {
    const { domain, key, inItem } = relationOf(resource);
    const alias = quoteIdentifier(resource);
    const id = `(${inItem ? ITEM : MAIN}.data->${quoteLiteral(key)}->>'id')::bigint`;
    // A cluster sends the rows to the server of the company as they are when each table is joined by it.
    const company = `ON ${alias}.company_id = ${MAIN}.company_id`;
    // The company itself is found by its id alone.
    const row = domain === "companies" ? "" : ` AND ${alias}.id = ${id}`;
    if (domain === null) return `LEFT JOIN ${rows(resource)} AS ${alias} ${company}${row}`;
    return `LEFT JOIN ${mirrorTable({ name: domain }, source)} AS ${alias} ` +
      `${company}${row} AND ${alias}._deleted_at IS NULL`;
  });
  return [
    // The parameter is always used: PostgreSQL refuses one that no expression mentions.
    `(SELECT $1::text AS name) AS ${ME}`,
    `CROSS JOIN ${rows(main)} AS ${MAIN}`,
    ...items,
    ...lookups,
  ].join("\n  ");
}
