import type { Queryable } from "../../connectors/postgres/mod.ts";
import type { StagingDefinition } from "../staging.ts";

/**
 * Why an id is noted: `asked`, the API was asked for its row, or told it; the others, a comparison found that row inserted,
 * updated or deleted although nobody had told it.
 */
export type IdUse = "asked" | "inserted" | "updated" | "deleted";

/**
 * The staging table of ids.
 *
 * @param domain Part of its name.
 */
export function idStaging(domain: string): StagingDefinition {
  const columns = [
    { name: "company_id", type: "bigint" },
    { name: "use", type: "text" },
    { name: "resource", type: "text" },
    { name: "id", type: "bigint" },
  ];
  return { purpose: `ids_${domain}`, columns };
}

/**
 * The staging table of the rows that are composed again.
 *
 * @param domain Part of its name.
 */
export function scopeStaging(domain: string): StagingDefinition {
  const columns = [{ name: "company_id", type: "bigint" }, { name: "id", type: "bigint" }];
  return { purpose: `scope_${domain}`, columns };
}

/**
 * Notes ids that the API was asked for.
 *
 * @param session Connection that sees the table.
 * @param table Quoted, made by {@linkcode idStaging}.
 * @param asked Of which company and resource.
 */
export async function noteAsked(
  session: Queryable,
  table: string,
  { companyId, resource, ids }: {
    readonly companyId: string;
    readonly resource: string;
    readonly ids: Iterable<number>;
  },
): Promise<void> {
  await session.execute(
    `INSERT INTO ${table} (company_id, use, resource, id) ` +
      "SELECT $1::bigint, 'asked', $2::text, id FROM unnest($3::bigint[]) AS id",
    [companyId, resource, [...ids]],
  );
}

/**
 * Notes every row that is kept of a resource that is read whole.
 *
 * @param session Connection that sees the table.
 * @param table Quoted, made by {@linkcode idStaging}.
 * @param asked Of which resource; `known` is a subquery of (company_id, id) of a company.
 */
export async function noteWhole(
  session: Queryable,
  table: string,
  { resource, known }: {
    readonly resource: string;
    readonly known: string;
  },
): Promise<void> {
  await session.execute(
    `INSERT INTO ${table} (company_id, use, resource, id) SELECT company_id, 'asked', $1::text, id FROM ${known} k`,
    [resource],
  );
}
