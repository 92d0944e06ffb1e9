import { type Queryable, quoteLiteral } from "../../connectors/postgres/mod.ts";
import type { AnyDomainName } from "../../domains/mod.ts";
import { mirrorTable } from "../mirror_table.ts";
import { ofCompany } from "../of_company.ts";
import { analyzeStaging } from "../staging.ts";
import type { Unit } from "../types.ts";
import { arrayAt } from "./_path_sql.ts";
import { explodedList, relationOf } from "./_relations.ts";
import {
  type ApiReading,
  askedOf,
  ENTRIES,
  keptOf,
  lookupsOf,
  mainOf,
  stagedIn,
} from "./api_reading.ts";

/** Tables of a reading of changes, quoted. */
export interface ChangeTables {
  readonly raw: string;
  readonly ids: string;
  /** Takes the ids of the rows to compose. */
  readonly scope: string;
}

/** Per domain that is looked up, the revision of its unit. */
export type Revisions = Readonly<Record<string, string>>;

/** The revisions that the mirrors of other domains have now. */
export async function lookupRevisions(
  session: Queryable,
  { source, company }: Pick<Unit, "source" | "company">,
  domains: readonly AnyDomainName[],
): Promise<Revisions> {
  const rows = await session.many<{ domain: string; revision: string }>(
    "SELECT domain, revision FROM penny.units WHERE source = $1 AND company_id = $2 AND domain = ANY($3)",
    [source, company.companyId, domains],
  );
  const found = new Map(rows.map(({ domain, revision }) => [domain, revision]));
  return Object.fromEntries(domains.map((name) => [name, found.get(name) ?? "0"]));
}

/** A change beside the main rows: which ids of which resource. */
interface Changed {
  readonly resource: string;
  /** A query of ids. */
  readonly ids: string;
}

/**
 * Finds the rows that must be composed again: those that were asked for, and those that point to a row of another resource
 * that has changed.
 *
 * @param reading The unit; what its feeds told is in raw staging.
 * @param tables Of the reading.
 * @param now Revisions of the domains that are looked up; `null`: every row is composed again.
 * @returns How many rows.
 */
export async function findAffected(
  reading: ApiReading,
  tables: ChangeTables,
  now: Revisions | null,
): Promise<number> {
  const { session, parts } = reading;
  const columns = "SELECT company_id, id";
  const rows = `${keptOf(reading)(mainOf(parts))} k`;
  const queries = [`${columns} FROM ${askedOf(reading, tables.ids)(mainOf(parts))} a`];
  if (now === null) queries.push(`${columns} FROM ${rows}`);
  else {
    for (
      const { resource, ids } of [...changedParts(reading, tables), ...changedLookups(reading, now)]
    ) {
      // Not EXISTS: for the sake of a first row the planner would compare each with each.
      const { found } = await session.one<{ found: boolean }>(
        `SELECT count(*) > 0 AS found FROM (${ids}) changed`,
      );
      if (found) queries.push(`${columns} FROM ${rows} WHERE ${pointsTo(reading, resource, ids)}`);
    }
  }
  return await session.execute(
    `INSERT INTO ${tables.scope} (company_id, id) ${columns} FROM (${queries.join(" UNION ")}) u`,
  );
}

/** Parts that were read again and differ from those that are kept. */
function changedParts(reading: ApiReading, { raw, ids }: ChangeTables): Changed[] {
  return [...new Set(partsOf(reading))].map((resource) => ({
    resource,
    ids:
      `SELECT id FROM ${stagedIn(reading, raw)(resource)} r FULL JOIN (SELECT * FROM ${
        keptOf(reading)(resource)
      } k WHERE id IN (SELECT id FROM ${askedOf(reading, ids)(resource)} a)) k ` +
      "USING (id) WHERE r.data IS DISTINCT FROM k.data",
  }));
}

function partsOf({ parts }: ApiReading): string[] {
  return parts.flatMap(({ mapping }) => mapping.parts);
}

/** Rows of other mirrors that have changed since the rows were composed. */
function changedLookups({ parts, cursor, unit }: ApiReading, now: Revisions): Changed[] {
  const mirror = (name: AnyDomainName) =>
    ofCompany(mirrorTable({ name }, unit.source), unit.company.companyId);
  return lookupsOf(parts).flatMap((name) => {
    const known = cursor?.lookups[name] ?? "0";
    if (known === now[name]) return [];
    // A revision that went back is that of a unit that began anew: every row of it may be another.
    const since = BigInt(now[name]!) < BigInt(known) ? "0" : known;
    return [{
      resource: name,
      ids: `SELECT id FROM ${mirror(name)} m WHERE _revision > ${quoteLiteral(since)}::bigint`,
    }];
  });
}

/** Condition on `data` of a main row. */
function pointsTo({ parts }: ApiReading, resource: string, ids: string): string {
  const { key, inItem } = relationOf(resource);
  const at = (json: string) => `(${json}->${quoteLiteral(key)}->>'id')::bigint IN (${ids})`;
  if (!inItem) return at("data");
  const list = parts.flatMap(({ domain }) => explodedList(domain.name) ?? [])[0]!;
  return `EXISTS (SELECT FROM jsonb_array_elements(${arrayAt("data", [list])}) AS item (value) ` +
    `WHERE ${at("item.value")})`;
}

/**
 * Completes raw staging with what the rows to compose need and what has not been read again.
 *
 * @param reading The unit.
 * @param tables Of the reading; the scope is known.
 */
export async function completeRaw(
  reading: ApiReading,
  { raw, ids, scope }: ChangeTables,
): Promise<void> {
  const { session, parts, unit: { company: { companyId } } } = reading;
  const known = keptOf(reading);
  const asked = askedOf(reading, ids);
  const add = (resource: string, wanted: string) =>
    session.execute(
      `INSERT INTO ${raw} (company_id, resource, id, data) SELECT company_id, $1::text, id, data ` +
        `FROM ${known(resource)} k WHERE id IN (${wanted}) ` +
        `AND id NOT IN (SELECT id FROM ${asked(resource)} a)`,
      [resource],
    );
  const main = mainOf(parts);
  await add(main, `SELECT id FROM ${ofCompany(scope, companyId)} s`);
  if (partsOf(reading).includes(ENTRIES)) {
    const staged = stagedIn(reading, raw);
    const entry = `(data->${quoteLiteral(relationOf(ENTRIES).key)}->>'id')::bigint`;
    await add(ENTRIES, `SELECT ${entry} FROM ${staged(main)} r WHERE ${entry} IS NOT NULL`);
  }
  for (const table of [raw, scope]) await analyzeStaging(session, table, companyId);
}
