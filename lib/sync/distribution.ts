import { type Queryable, quoteLiteral } from "../connectors/postgres/mod.ts";

/**
 * The statement that spreads a new table over the servers of a Citus cluster by its column `company_id`, together with all
 * others: whatever concerns one company then happens on one server. Elsewhere there is nothing to do.
 *
 * @param db The database of the table.
 * @param table Quoted, with its column `company_id`; every unique index of it must hold that column.
 * @returns One statement to run right after CREATE TABLE, or none.
 */
export async function distributionOf(db: Queryable, table: string): Promise<readonly string[]> {
  const { isCitus } = await db.one<{ isCitus: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS "isCitus"`,
  );
  if (!isCitus) return [];
  return [`SELECT create_distributed_table(${quoteLiteral(table)}, 'company_id')`];
}
