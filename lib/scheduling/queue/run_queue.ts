import type { Database, Queryable } from "../../connectors/postgres/mod.ts";
import type { QueuedRunState, RunQueue } from "../types.ts";
import { PREPARE, STAGES } from "./job_names.ts";
import { advanceRun, insertJobs, lockRun } from "./job_rows.ts";

/** What {@linkcode createRunQueue} works with. */
export interface RunQueueOptions {
  /** The task by which this machine knows what cuts a run. */
  readonly prepareTask: () => Promise<string>;
}

/**
 * The queue in the warehouse. A run begins with one job, which registers the companies and cuts the run: who cuts must reach
 * the sources, a scheduler need not.
 *
 * @param db The warehouse, with the tables of the queue.
 * @param options This machine's tasks.
 * @returns What a scheduler needs.
 */
export function createRunQueue(db: Database, { prepareTask }: RunQueueOptions): RunQueue {
  return {
    async add(run) {
      const task = await prepareTask();
      const { runId } = run;
      await db.transaction(async (tx) => {
        await lockRun(tx, runId);
        const job = { runId, notebook: PREPARE, batch: 0, stage: STAGES.prepare };
        const added = await insertJobs(tx, [{ ...job, task, companies: [], payload: run }]);
        if (added > 0) await advanceRun(tx, runId);
      });
    },
    state: (runId) => runState(db, runId),
  };
}

async function runState(db: Queryable, runId: string): Promise<QueuedRunState | null> {
  const row = await db.one<{ jobs: number; open: boolean; begun: boolean; failed: boolean }>(
    "SELECT count(*)::integer AS jobs, coalesce(bool_or(finished_at IS NULL), false) AS open, " +
      "coalesce(bool_or(started_at IS NOT NULL), false) AS begun, coalesce(bool_or(status = 'failed'), false) AS failed " +
      "FROM penny.jobs WHERE run_id = $1",
    [runId],
  );
  if (row.jobs === 0) return null;
  if (row.open) return row.begun ? "running" : "waiting";
  return row.failed ? "failed" : "done";
}
