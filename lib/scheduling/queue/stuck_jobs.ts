import { parseInstant } from "../../base/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import { notebookOfTask, QUEUE_SCHEMA } from "./job_names.ts";

/** Waiting jobs of one notebook and run that no worker can take. */
export interface StuckJobs {
  readonly runId: string;
  /** Or {@linkcode PREPARE} or {@linkcode FINISH}. */
  readonly notebook: string;
  readonly jobs: number;
  /** When that began, by the server's clock. */
  readonly since: Date;
  /** Whether any worker is alive: then all of them have another text or version. */
  readonly alive: boolean;
}

/** How {@linkcode stuckJobs} judges. */
export interface StuckOptions {
  /** Milliseconds for which nobody could take a job before it counts. */
  readonly patienceMs: number;
  /** A worker that has been silent for so many milliseconds, by the server's clock, is dead. */
  readonly silentMs: number;
}

/**
 * Waiting jobs that no living worker can take: there is none, or all have another text of the notebook or another version of
 * Penny. A job that waits behind others is not among them.
 *
 * @param db The warehouse, also without the tables of the queue.
 * @param options When it counts.
 * @returns Those that have waited longest first.
 */
export async function stuckJobs(
  db: Queryable,
  { patienceMs, silentMs }: StuckOptions,
): Promise<StuckJobs[]> {
  const { queue } = await db.one<{ queue: string | null }>(
    `SELECT to_regclass('${QUEUE_SCHEMA}._private_jobs')::text AS queue`,
  );
  if (queue === null) return [];
  const rows = await db.many<
    { run_id: string; task: string; jobs: number; since: string; alive: boolean }
  >(
    "WITH alive AS (SELECT tasks, tasks_at FROM penny.workers " +
      "WHERE ended_at IS NULL AND seen_at > now() - $2 * interval '1 millisecond'), " +
      // until these instants somebody could have taken it
      "unknown AS (SELECT t.id, t.identifier, greatest((SELECT max(tasks_at) FROM alive), " +
      "(SELECT max(ended_at) FROM penny.workers WHERE tasks ? t.identifier)) AS known_until " +
      `FROM ${QUEUE_SCHEMA}._private_tasks t WHERE t.id IN (SELECT task_id FROM ${QUEUE_SCHEMA}._private_jobs ` +
      "WHERE is_available) AND NOT EXISTS (SELECT FROM alive WHERE tasks ? t.identifier)), " +
      "stuck AS (SELECT split_part(q.key, '/', 1) AS run_id, u.identifier AS task, " +
      "greatest(q.run_at, q.updated_at, u.known_until) AS since " +
      `FROM unknown u JOIN ${QUEUE_SCHEMA}._private_jobs q ON q.task_id = u.id WHERE q.is_available AND q.run_at <= now()) ` +
      "SELECT run_id, task, count(*)::integer AS jobs, min(since) AS since, EXISTS (SELECT FROM alive) AS alive " +
      "FROM stuck WHERE since <= now() - $1 * interval '1 millisecond' GROUP BY 1, 2 ORDER BY 4, 1, 2",
    [patienceMs, silentMs],
  );
  return rows.map(({ run_id, task, since, ...row }) => ({
    ...row,
    runId: run_id,
    notebook: notebookOfTask(task),
    since: parseInstant(since),
  }));
}
