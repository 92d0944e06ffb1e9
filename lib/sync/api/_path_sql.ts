import { quoteIdentifier, quoteLiteral } from "../../connectors/postgres/mod.ts";
import { type Column, type ColumnType, DOMAINS } from "../../domains/mod.ts";
import type { ApiSource } from "./api_access.ts";
import type { ApiPath, FunctionName, Term } from "./_parse_path.ts";
import { relationOf } from "./_relations.ts";

/** Alias of the rows of the main resource: `company_id bigint, id bigint, data jsonb`. */
export const MAIN = quoteIdentifier("main");
/** Alias of the items of the exploded list: `data jsonb`. */
export const ITEM = quoteIdentifier("item");
/** Alias of the company: `name text`. */
export const ME = quoteIdentifier("me");

/** What the SQL of a path depends on. */
export interface PathScope {
  /** Top-level list whose items each make a row; null: none. */
  readonly exploded: string | null;
  /** API whose paths these are. */
  readonly source: ApiSource;
}

/**
 * The SQL of a path, over the aliases that {@linkcode MAIN}, {@linkcode ITEM}, {@linkcode ME} and the names of the
 * resources give.
 *
 * @param path An understood path.
 * @param type Type of the canonical column.
 * @param scope Whether a list is exploded.
 * @returns An expression of the column's staging type; an empty text is null.
 * @throws {RangeError} The path cannot give that type.
 */
export function pathSql(path: ApiPath, type: ColumnType, scope: PathScope): string {
  switch (path.kind) {
    case "first":
      return `coalesce(${path.of.map((part) => termSql(part, type, scope)).join(", ")})`;
    case "difference":
      demand(type === "decimal", "a difference", type);
      return `(${path.of.map((part) => termSql(part, type, scope)).join(" - ")})`;
    default:
      return termSql(path, type, scope);
  }
}

function termSql(term: Term, type: ColumnType, scope: PathScope): string {
  switch (term.kind) {
    case "field":
      return fieldSql(term.steps, type);
    case "list":
      return listSql(term, type, scope);
    case "lookup":
      return lookupSql(term, type, scope);
    case "call":
      return CALLS[term.name](term.of.map(({ steps }) => steps), type);
  }
}

function fieldSql(steps: readonly string[], type: ColumnType): string {
  if (steps.length === 1 && steps[0] === "id" && type === "bigint") return `${MAIN}.id`;
  return cast(textAt(`${MAIN}.data`, steps), type);
}

function listSql(
  { steps, item }: Extract<Term, { kind: "list" }>,
  type: ColumnType,
  { exploded }: PathScope,
): string {
  if (steps.length === 1 && steps[0] === exploded) {
    demand(item.length > 0, "a whole exploded item", type);
    return cast(textAt(`${ITEM}.data`, item), type);
  }
  demand(type === "text", "a list", type);
  const value = item.length === 0 ? "nullif(one.data #>> '{}', '')" : textAt("one.data", item);
  return `(SELECT string_agg(${value}, ' ; ' ORDER BY one.rank) FROM jsonb_array_elements(` +
    `${arrayAt(`${MAIN}.data`, steps)}) WITH ORDINALITY AS one (data, rank))`;
}

function lookupSql(
  { resource, steps }: Extract<Term, { kind: "lookup" }>,
  type: ColumnType,
  { exploded, source }: PathScope,
): string {
  const known = knownOfCompany({ resource, steps });
  if (known !== null) return meSql(known, type, `/${resource}#${steps.join(".")}`);
  const alias = quoteIdentifier(resource);
  const { domain, inItem } = relationOf(resource);
  demand(!inItem || exploded !== null, `/${resource} without an exploded list`, type);
  if (domain === null) return cast(textAt(`${alias}.data`, steps), type);
  const path = steps.join(".");
  const column = DOMAINS[domain].columns.find((candidate) => candidate.sources[source] === path);
  if (column === undefined) {
    throw new RangeError(`Cannot find a column of "${domain}" that holds "${path}"`);
  }
  demand(column.type === type, `/${resource}#${path}`, type);
  return `${alias}.${quoteIdentifier(column.name)}`;
}

const OF_COMPANY: Readonly<Record<string, "id" | "name">> = {
  "me#company.id": "id",
  "me#company.name": "name",
  "companies#id": "id",
  "companies#name": "name",
};

/**
 * What Penny knows of the company itself without reading it.
 *
 * @param lookup A path in the resource that tells the company.
 * @returns Its id or its name; null: that must be looked up.
 * @throws {RangeError} `/me` is no list that could be looked up.
 */
export function knownOfCompany(
  { resource, steps }: Pick<Extract<Term, { kind: "lookup" }>, "resource" | "steps">,
): "id" | "name" | null {
  const path = `${resource}#${steps.join(".")}`;
  const known = OF_COMPANY[path] ?? null;
  if (known === null && resource === "me") throw new RangeError(`Cannot look up "/${path}"`);
  return known;
}

function meSql(known: "id" | "name", type: ColumnType, path: string): string {
  demand(type === (known === "id" ? "bigint" : "text"), path, type);
  return known === "id" ? `${MAIN}.company_id` : `nullif(${ME}.name, '')`;
}

type Arguments = readonly (readonly string[])[];

const CALLS: Readonly<Record<FunctionName, (of: Arguments, type: ColumnType) => string>> = {
  min: ([ids], type) => {
    demand(type === "bigint", "min()", type);
    return `(SELECT min(one.id::bigint) FROM jsonb_array_elements_text(` +
      `${arrayAt(`${MAIN}.data`, ids!)}) AS one (id))`;
  },
  year: ([day], type) => {
    demand(type === "integer", "year()", type);
    return yearSql(day!);
  },
  years: ([first, last], type) => {
    demand(type === "text", "years()", type);
    const [from, to] = [yearSql(first!), yearSql(last!)];
    return `CASE WHEN ${from} = ${to} THEN ${from}::text ELSE ${from} || '-' || ${to} END`;
  },
  timeless: ([state], type) => {
    demand(type === "text", "timeless()", type);
    const text = fieldSql(state!, "text");
    return `CASE WHEN ${text} = 'late' THEN 'upcoming' ELSE ${text} END`;
  },
};

function yearSql(day: readonly string[]): string {
  return `extract(year FROM ${fieldSql(day, "date")})::integer`;
}

/** The text at a place of a JSON object; null when it is empty. */
function textAt(json: string, steps: readonly string[]): string {
  const [last, ...above] = [...steps].reverse();
  return `nullif(${at(json, above.reverse())}->>${quoteLiteral(last!)}, '')`;
}

/** The array at a place of a JSON object; null when there is none. */
export function arrayAt(json: string, steps: readonly string[]): string {
  const value = at(json, steps);
  // Not CASE … WHEN 'array': Citus 13 writes a wrong condition when it hands that on to another server.
  return `CASE WHEN jsonb_typeof(${value}) = 'array' THEN ${value} END`;
}

function at(json: string, steps: readonly string[]): string {
  return [json, ...steps.map(quoteLiteral)].join("->");
}

const CASTS: Readonly<Record<ColumnType, (text: string) => string>> = {
  text: (text) => text,
  bigint: (text) => `${text}::bigint`,
  integer: (text) => `${text}::integer`,
  boolean: (text) => `${text}::boolean`,
  date: (text) => `${text}::date`,
  // All the digits that the API sent: a check counts them.
  decimal: (text) => `${text}::numeric`,
  timestamp: (text) => `${text}::timestamptz AT TIME ZONE 'UTC'`,
};

function cast(text: string, type: Column["type"]): string {
  return CASTS[type](text);
}

function demand(condition: boolean, what: string, type: ColumnType): asserts condition {
  if (!condition) throw new RangeError(`Cannot make a column of type ${type} of ${what}`);
}
