import {
  type Database,
  type Queryable,
  quoteLiteral,
  quoteName,
} from "../../connectors/postgres/mod.ts";
import { MIRROR_SCHEMA } from "../mirror_table.ts";

/**
 * Quoted table of the rows of the API as they were last read, cut down to the keys that are used: rows that are made of
 * several resources are composed of it again when one of these changes.
 */
export const API_ROWS = quoteName(MIRROR_SCHEMA, "api_rows");

/** Makes {@linkcode API_ROWS} when it is missing. */
export async function ensureApiRows(db: Database): Promise<void> {
  const { there } = await db.one<{ there: boolean }>(
    "SELECT to_regclass($1) IS NOT NULL AS there",
    [
      API_ROWS,
    ],
  );
  if (there) return;
  await db.transaction(async (tx) => {
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('penny:api_rows', 0))");
    await tx.execute(
      `CREATE TABLE IF NOT EXISTS ${API_ROWS} (company_id bigint, resource text, id bigint, ` +
        "data jsonb NOT NULL, PRIMARY KEY (company_id, resource, id))",
    );
  });
}

/**
 * The rows that are kept of one resource of a company.
 *
 * @param companyId Penny's id.
 * @param resource Name in the API.
 * @returns A subquery of (id bigint, data jsonb).
 */
export function keptRows(companyId: string, resource: string): string {
  return `(SELECT id, data FROM ${API_ROWS} WHERE company_id = ${
    quoteLiteral(companyId)
  }::bigint ` +
    `AND resource = ${quoteLiteral(resource)})`;
}

/** Which rows are kept, and what was read of them. */
export interface KeepOptions {
  readonly companyId: string;
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
  const { companyId, resources, raw, asked } = options;
  await tx.execute(
    `DELETE FROM ${API_ROWS} k WHERE k.company_id = $1 AND k.resource = ANY($2) AND ${asked} ` +
      `AND NOT EXISTS (SELECT FROM ${raw} r WHERE r.resource = k.resource AND r.id = k.id)`,
    [companyId, resources],
  );
  await tx.execute(
    `INSERT INTO ${API_ROWS} (company_id, resource, id, data) ` +
      `SELECT r.company_id, r.resource, r.id, r.data FROM ${raw} r LEFT JOIN ${API_ROWS} k ` +
      "ON k.company_id = $1 AND k.resource = r.resource AND k.id = r.id " +
      "WHERE k.data IS DISTINCT FROM r.data " +
      "ON CONFLICT (company_id, resource, id) DO UPDATE SET data = excluded.data",
    [companyId],
  );
}
