import type { Queryable } from "../connectors/postgres/mod.ts";

/**
 * A run id that no other run has: the time on the wall, in the form of run folders, with a number when it is taken.
 *
 * @param db Where runs are known; the caller holds the scheduler's lock.
 * @param options Instant and time zone of the name.
 * @returns For example `2026-11-20T18-00-00` or `2026-11-20T18-00-00-2`.
 */
export async function freeRunId(
  db: Queryable,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<string> {
  const base = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(now).replace(" ", "T").replaceAll(":", "-");
  const rows = await db.many<{ run_id: string }>(
    "SELECT run_id FROM penny.schedule_slots WHERE run_id = $1 OR run_id LIKE $1 || '-%' " +
      "UNION SELECT run_id FROM penny.runs WHERE run_id = $1 OR run_id LIKE $1 || '-%'",
    [base],
  );
  if (rows.length === 0) return base;
  const numbers = rows.map(({ run_id }) => Number(run_id.slice(base.length + 1) || "1"));
  return `${base}-${Math.max(...numbers) + 1}`;
}
