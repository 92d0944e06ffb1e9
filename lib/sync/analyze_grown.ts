import type { Database } from "../connectors/postgres/mod.ts";

/** Below so many written rows a wrong estimate costs nothing that anyone would notice. */
const FEW_ROWS = 1_000;
/** As autovacuum, which comes a minute late: share of a table that makes its statistics stale. */
const STALE_SHARE = 0.1;

/**
 * Renews the statistics of a table that has just been filled, so that the next reading of some of its rows is not planned
 * as if it were empty (seconds instead of milliseconds at 100,000 rows).
 *
 * @param db The warehouse, outside of any transaction.
 * @param table Quoted.
 * @param written Rows that were written since.
 */
export async function analyzeGrown(db: Database, table: string, written: number): Promise<void> {
  if (written < FEW_ROWS) return;
  const { known } = await db.one<{ known: string }>(
    "SELECT greatest(reltuples, 0)::bigint AS known FROM pg_class WHERE oid = $1::regclass",
    [table],
  );
  if (written >= STALE_SHARE * Number(known)) await db.execute(`ANALYZE ${table}`);
}
