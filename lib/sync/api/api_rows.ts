import {
  type Database,
  type Queryable,
  quoteLiteral,
  quoteName,
} from "../../connectors/postgres/mod.ts";
import { distributionOf } from "../distribution.ts";
import { MIRROR_SCHEMA } from "../mirror_table.ts";
import { ofCompany } from "../of_company.ts";
import type { Unit } from "../types.ts";
import { type ApiSource, apiSource } from "./api_access.ts";

/**
 * Quoted table of the rows of an API as they were last read, cut down to the keys that are used: rows that are made of
 * several resources are composed of it again when one of these changes.
 *
 * @param source The company API, or the Firm API.
 */
export function apiRowsTable(source: ApiSource): string {
  return quoteName(MIRROR_SCHEMA, `${source}_rows`);
}

/** Makes the table of the rows of an API when it is missing. */
export async function ensureApiRows(db: Database, source: ApiSource): Promise<void> {
  const table = apiRowsTable(source);
  const { there } = await db.one<{ there: boolean }>(
    "SELECT to_regclass($1) IS NOT NULL AS there",
    [table],
  );
  if (there) return;
  await db.transaction(async (tx) => {
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('penny:api_rows', 0))");
    await tx.execute(
      `CREATE TABLE IF NOT EXISTS ${table} (company_id bigint, resource text, id bigint, ` +
        "data jsonb NOT NULL, PRIMARY KEY (company_id, resource, id))",
    );
    for (const sql of await distributionOf(tx, table)) await tx.execute(sql);
  });
}

/**
 * The rows that are kept of one resource of a company.
 *
 * @param unit Of that company, and of the API.
 * @param resource Name in the API.
 * @returns A subquery of (company_id bigint, id bigint, data jsonb).
 */
export function keptRows(unit: Unit, resource: string): string {
  const rows = ofCompany(apiRowsTable(apiSource(unit)), unit.company.companyId);
  return `(SELECT company_id, id, data FROM ${rows} r WHERE resource = ${quoteLiteral(resource)})`;
}

/** Gives a subquery of (company_id, id, data) for the rows of a resource that are known before something is read again. */
export type KnownRows = (resource: string) => string;

/** Which rows are kept, and what was read of them. */
export interface KeepOptions {
  readonly unit: Unit;
  /** Resources of the unit. */
  readonly resources: readonly string[];
  /** Quoted raw staging table. */
  readonly raw: string;
  /** Condition on `k` (columns resource and id) that holds for the rows that were asked for. */
  readonly asked: string;
}

/**
 * Brings the rows that are kept to the state of raw staging; equal rows are not written.
 *
 * @param tx The transaction that merges the unit.
 * @param options Whatever was asked for and is not in raw staging is gone.
 */
export async function keepRows(tx: Queryable, options: KeepOptions): Promise<void> {
  const { unit, resources, raw, asked } = options;
  const { companyId } = unit.company;
  const table = apiRowsTable(apiSource(unit));
  const read = ofCompany(raw, companyId);
  await tx.execute(
    `DELETE FROM ${table} k WHERE k.company_id = $1 AND k.resource = ANY($2) AND ${asked} ` +
      `AND NOT EXISTS (SELECT FROM ${read} r WHERE r.resource = k.resource AND r.id = k.id)`,
    [companyId, resources],
  );
  await tx.execute(
    `INSERT INTO ${table} (company_id, resource, id, data) ` +
      `SELECT r.company_id, r.resource, r.id, r.data FROM ${read} r ` +
      `LEFT JOIN ${ofCompany(table, companyId)} k USING (company_id, resource, id) ` +
      "WHERE k.data IS DISTINCT FROM r.data " +
      "ON CONFLICT (company_id, resource, id) DO UPDATE SET data = excluded.data",
  );
}
