import { type Queryable, quoteIdentifier, quoteLiteral } from "../../connectors/postgres/mod.ts";
import { type AnyDomainName, columnsReadBy, domainOf, type SourceName } from "../../domains/mod.ts";
import { MIRRORED_SOURCES, mirrorTable } from "../mirror_table.ts";

/**
 * Which of the mirrors of a domain there are.
 *
 * @param db The warehouse.
 * @param domain Name of the table.
 * @returns Their sources.
 */
export async function mirroredSources(
  db: Queryable,
  domain: AnyDomainName,
): Promise<SourceName[]> {
  const known = MIRRORED_SOURCES.filter((source) =>
    columnsReadBy(domainOf(domain), source).length > 0
  );
  const rows = await db.many<{ source: SourceName }>(
    "SELECT source FROM unnest($1::text[], $2::text[]) AS given(source, name) " +
      "WHERE to_regclass(name) IS NOT NULL",
    [known, known.map((source) => mirrorTable(domainOf(domain), source))],
  );
  return rows.map(({ source }) => source);
}

/**
 * The rows of a domain that are in force, deleted ones too, with `_source`, `_revision` and `_deleted_at`.
 *
 * @param db The warehouse.
 * @param domain Name of the table.
 * @returns A subquery in parentheses, of the companies in `$1`; `null` when the domain was never read.
 */
export async function rowsInForce(db: Queryable, domain: AnyDomainName): Promise<string | null> {
  const sources = await mirroredSources(db, domain);
  if (sources.length === 0) return null;
  const parts = sources.map((source) =>
    mirrorRows(domain, source) +
    // Not EXISTS with the company of the row: Citus joins no table of one server with one of several.
    ` AND m.company_id IN (SELECT f.company_id FROM penny.sources_in_force f ` +
    `WHERE f.domain = ${quoteLiteral(domain)} AND f.source = ${quoteLiteral(source)})`
  );
  return `(${parts.join(" UNION ALL ")})`;
}

/**
 * The rows of one mirror, deleted ones too, with `_source`, `_revision` and `_deleted_at`.
 *
 * @param domain Name of the table.
 * @param source Its source.
 * @returns A query of the companies in `$1`; conditions can follow it.
 */
export function mirrorRows(domain: AnyDomainName, source: SourceName): string {
  const names = domainOf(domain).columns.map(({ name }) => `m.${quoteIdentifier(name)}`);
  return `SELECT ${names.join(", ")}, m._revision, m._deleted_at, ${
    quoteLiteral(source)
  } AS _source ` +
    `FROM ${mirrorTable(domainOf(domain), source)} m WHERE m.company_id = ANY($1::bigint[])`;
}

/**
 * When the rows in force of a domain were read.
 *
 * @param domain Name of the table.
 * @returns A subquery in parentheses: `company_id`, `read_at`.
 */
export function readTimes(domain: AnyDomainName): string {
  return "(SELECT u.company_id, u.read_at FROM penny.units u JOIN penny.sources_in_force f " +
    "USING (company_id, domain, source) " +
    `WHERE u.domain = ${quoteLiteral(domain)} AND u.company_id = ANY($1::bigint[]))`;
}
