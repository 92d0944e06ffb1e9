import { plural } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { stuckJobs } from "./queue/mod.ts";
import { stuckLines } from "./stuck_incidents.ts";
import { WORKER_PACE } from "./worker/mod.ts";

/** Who looks is told earlier than who is alerted; files of two machines may differ while they are copied. */
const PATIENCE_MS = 60_000;

interface WorkerRow {
  readonly machine: string;
  readonly pid: number;
  readonly jobs: number;
}

/**
 * Workers that are alive, what they do, and jobs that none of them can take.
 *
 * @param db The warehouse.
 * @param timeZone Of times in messages.
 * @returns French lines; none where no worker is alive and nothing waits in vain.
 */
export async function workerLines(db: Queryable, timeZone: string): Promise<string[]> {
  const { silentMs } = WORKER_PACE;
  const workers = await db.many<WorkerRow>(
    "SELECT machine, pid, (SELECT count(*)::integer FROM penny.jobs j WHERE j.worker_id = w.worker_id AND j.status = 'running') " +
      "AS jobs FROM penny.workers w WHERE ended_at IS NULL AND seen_at > now() - $1 * interval '1 millisecond' ORDER BY machine, pid",
    [silentMs],
  );
  const stuck = await stuckJobs(db, { patienceMs: PATIENCE_MS, silentMs });
  return [
    ...workers.map(({ machine, pid, jobs }) =>
      `${machine}, processus ${pid} : ${
        jobs === 0 ? "au repos" : plural(jobs, "travail en cours", "travaux en cours")
      }`
    ),
    ...stuckLines(stuck, timeZone),
  ];
}
