import type { Queryable } from "../connectors/postgres/mod.ts";

/** Runs, notebooks and cells are few rows: so many times as many runs are kept of them. */
const HISTORY_FACTOR = 10;

/**
 * Removes what old runs left in the schema `penny`. Of units, gates, publications and remarks the last `keepRuns` runs stay,
 * and for each company the last reading of a domain and the last publication of a table, however old: the notebooks show them.
 *
 * @param db The warehouse.
 * @param keepRuns Runs of which everything stays, from 1.
 */
export async function pruneRunTables(db: Queryable, keepRuns: number): Promise<void> {
  for (const statement of DETAILS) await db.execute(statement, [keepRuns]);
  await db.execute(
    "DELETE FROM penny.runs WHERE started_at < " + startOf("$1::integer"),
    [keepRuns * HISTORY_FACTOR],
  );
}

/** Start of the run that is the nth from the last; null, so that nothing is older, while there are fewer. */
function startOf(nth: string): string {
  return `(SELECT started_at FROM penny.runs ORDER BY started_at DESC OFFSET ${nth} - 1 LIMIT 1)`;
}

const OLD = "recorded_at < " + startOf("$1::integer");

/** A unit that a later one of the same company, source and domain takes the place of. */
const LATER_UNIT =
  "SELECT FROM penny.run_units l WHERE l.source = o.source AND l.domain = o.domain " +
  "AND l.company_id = o.company_id AND l.recorded_at > o.recorded_at";

/** Each keeps what belongs to a unit that is still there, so the units go first. */
const DETAILS: readonly string[] = [
  `DELETE FROM penny.run_units o WHERE ${OLD} AND EXISTS (${LATER_UNIT})`,
  `DELETE FROM penny.run_gates o WHERE ${OLD} AND NOT EXISTS (SELECT FROM penny.run_units u ` +
  "WHERE u.run_id = o.run_id AND u.source = o.source AND u.domain = o.domain AND u.company_id = o.company_id)",
  `DELETE FROM penny.run_notes o WHERE ${OLD} AND NOT EXISTS (SELECT FROM penny.run_units u ` +
  "WHERE u.run_id = o.run_id AND u.source = o.source AND u.domain = o.domain)",
  `DELETE FROM penny.run_publications o WHERE ${OLD} AND EXISTS (SELECT FROM penny.run_publications l ` +
  "WHERE l.table_name = o.table_name AND l.company_id = o.company_id AND l.recorded_at > o.recorded_at)",
  `DELETE FROM penny.tie_outs o WHERE ${OLD} AND EXISTS (SELECT FROM penny.tie_outs l ` +
  "WHERE l.company_id = o.company_id AND l.kind = o.kind AND l.domain = o.domain AND l.recorded_at > o.recorded_at)",
];
