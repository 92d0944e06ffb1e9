import { AccessError, type Database } from "../../lib/connectors/postgres/mod.ts";

/**
 * The first process of PostgreSQL, of each server of a Citus cluster, whose children are all others.
 *
 * @param db A database there.
 * @returns Ids, which mean something where the servers run on this machine; none when its user may not ask.
 */
export async function postmasters(db: Database): Promise<number[]> {
  const own = "split_part(pg_read_file('postmaster.pid'), chr(10), 1)";
  try {
    const { citus } = await db.one<{ citus: boolean }>(
      "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS citus",
    );
    const rows = citus
      ? await db.rows(
        `SELECT DISTINCT result FROM run_command_on_all_nodes($$ SELECT ${own} $$) WHERE success`,
      )
      : await db.rows(`SELECT ${own}`);
    return rows.map(([pid]) => Number(pid));
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return [];
  }
}
