import type { Queryable } from "../../connectors/postgres/mod.ts";
import { type JobId, jobKey, QUEUE_SCHEMA } from "./job_names.ts";

/** How often a job is begun at most; the waits between grow by e: 2.7 s, 7 s, 20 s, 55 s, 2.5 min, 7 min. */
const MAX_ATTEMPTS = 7;

/** How a job stands. `held`: a stage before it has not ended. */
export type JobStatus = "held" | "waiting" | "running" | "done" | "failed";

/** A job that is about to be inserted. */
export interface NewJob extends JobId {
  readonly stage: number;
  readonly task: string;
  /** Ids of companies; empty: all. */
  readonly companies: readonly string[];
  /** What the job needs beside; of {@linkcode PREPARE} the whole run. */
  readonly payload: unknown;
}

/** A job as a worker has begun it. */
export interface BegunJob extends JobId {
  readonly attempt: number;
  readonly companies: readonly string[];
  readonly payload: unknown;
}

/**
 * Inserts jobs, held; one that is there already stays as it is.
 *
 * @param tx A transaction.
 * @param jobs Of one run.
 * @returns How many are new.
 */
export function insertJobs(tx: Queryable, jobs: readonly NewJob[]): Promise<number> {
  return tx.execute(
    "INSERT INTO penny.jobs (run_id, notebook, batch, stage, task, companies, payload, status) " +
      "SELECT j.\"runId\", j.notebook, j.batch, j.stage, j.task, j.companies, j.payload, 'held' " +
      'FROM jsonb_to_recordset($1::jsonb) AS j("runId" text, notebook text, batch integer, stage integer, task text, ' +
      "companies jsonb, payload jsonb) ON CONFLICT (run_id, notebook, batch) DO NOTHING",
    [JSON.stringify(jobs)],
  );
}

/**
 * Queues the jobs of the next stage of a run, when those of the stages before have ended.
 *
 * @param tx A transaction, in which the run is locked from here on.
 * @param runId The run.
 */
export async function advanceRun(tx: Queryable, runId: string): Promise<void> {
  const { stage } = await tx.one<{ stage: number | null }>(
    "SELECT CASE WHEN bool_or(status IN ('waiting', 'running')) THEN NULL ELSE min(stage) FILTER (WHERE status = 'held') " +
      "END AS stage FROM penny.jobs WHERE run_id = $1",
    [runId],
  );
  if (stage === null) return;
  await tx.execute(
    "WITH due AS (UPDATE penny.jobs SET status = 'waiting' WHERE run_id = $1 AND stage = $2 AND status = 'held' " +
      "RETURNING run_id, notebook, batch, task), " +
      "run AS (SELECT coalesce((payload ->> 'priority')::integer, 0) AS priority FROM penny.jobs " +
      "WHERE run_id = $1 AND notebook = 'prepare') " +
      `SELECT ${QUEUE_SCHEMA}.add_jobs(array_agg(ROW(task, json_build_object('runId', run_id, 'notebook', notebook, ` +
      "'batch', batch), NULL, now() + position * interval '1 microsecond', $3::smallint, " +
      "run_id || '/' || notebook || '/' || batch, priority::smallint, NULL)::" +
      `${QUEUE_SCHEMA}.job_spec ORDER BY position)) FROM (SELECT due.*, run.priority, ` +
      "row_number() OVER (ORDER BY batch, notebook) AS position FROM due, run) d HAVING count(*) > 0",
    [runId, stage, MAX_ATTEMPTS],
  );
}

/**
 * Keeps others from moving the jobs of a run until the transaction ends: of two last jobs the second must see the first.
 *
 * @param tx A transaction.
 * @param runId The run.
 */
export async function lockRun(tx: Queryable, runId: string): Promise<void> {
  await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`penny:run:${runId}`]);
}

/**
 * Notes that a worker begins a job.
 *
 * @param db The warehouse.
 * @param job Which.
 * @param workerId Who; it must not have been declared dead.
 * @returns `ended`: the job has ended already; `dead`: the worker is no longer one, and must write nothing.
 */
export async function beginJob(
  db: Queryable,
  job: JobId,
  workerId: string,
): Promise<BegunJob | "ended" | "dead"> {
  const row = await db.maybeOne<
    { attempt: number; companies: readonly string[]; payload: unknown }
  >(
    "UPDATE penny.jobs SET status = 'running', worker_id = $4, attempt = attempt + 1, error = NULL, " +
      "started_at = coalesce(started_at, now()) WHERE run_id = $1 AND notebook = $2 AND batch = $3 " +
      "AND status IN ('waiting', 'running') " +
      "AND EXISTS (SELECT FROM penny.workers w WHERE w.worker_id = $4 AND w.ended_at IS NULL) " +
      "RETURNING attempt, companies, payload",
    [job.runId, job.notebook, job.batch, workerId],
  );
  const { runId, notebook, batch } = job;
  if (row !== null) return { runId, notebook, batch, ...row };
  const { alive } = await db.one<{ alive: boolean }>(
    "SELECT EXISTS (SELECT FROM penny.workers WHERE worker_id = $1 AND ended_at IS NULL) AS alive",
    [workerId],
  );
  return alive ? "ended" : "dead";
}

/** A job that its worker holds. */
export interface HeldJob extends JobId {
  readonly attempt: number;
  readonly workerId: string;
}

/** How a job ended. */
export interface JobEnd {
  readonly status: "done" | "failed";
  /** French, one line; null when it is done. */
  readonly error: string | null;
  /** What the run's record needs of it. */
  readonly result: unknown;
  /** Writes what the job leaves behind beside its row. @default nothing */
  readonly leave?: (tx: Queryable) => Promise<void>;
}

/**
 * Ends a job and lets the run go on; both or neither.
 *
 * @param tx A transaction.
 * @param job As it was begun.
 * @param end How it ended; its `leave` is called once it is sure that the job is this worker's, before anybody else can have it.
 * @returns False when the job is no longer this worker's: it was found dead, and nothing was written.
 */
export async function endJob(tx: Queryable, job: HeldJob, end: JobEnd): Promise<boolean> {
  await lockRun(tx, job.runId);
  const ended = await tx.execute(
    "UPDATE penny.jobs SET status = $6, error = $7, result = $8::jsonb, finished_at = now() " +
      "WHERE run_id = $1 AND notebook = $2 AND batch = $3 AND attempt = $4 AND worker_id = $5 AND status = 'running'",
    [...owned(job), end.status, end.error, end.result === null ? null : JSON.stringify(end.result)],
  );
  if (ended === 0) return false;
  await end.leave?.(tx);
  await tx.execute(
    `DELETE FROM ${QUEUE_SCHEMA}._private_jobs WHERE key = $1 AND locked_by = $2`,
    [jobKey(job), job.workerId],
  );
  await advanceRun(tx, job.runId);
  return true;
}

/**
 * Notes why a job waits again.
 *
 * @param db The warehouse.
 * @param job As it was begun.
 * @param error French, one line; null: its worker gives it back.
 * @returns False when the job is no longer this worker's.
 */
export async function putBack(
  db: Queryable,
  job: HeldJob,
  error: string | null,
): Promise<boolean> {
  const moved = await db.execute(
    "UPDATE penny.jobs SET status = 'waiting', worker_id = NULL, error = $6 WHERE run_id = $1 AND notebook = $2 " +
      "AND batch = $3 AND attempt = $4 AND worker_id = $5 AND status = 'running'",
    [...owned(job), error],
  );
  return moved === 1;
}

/**
 * Gives a job back to the queue at once; that it was begun does not count.
 *
 * @param tx A transaction.
 * @param job As it was begun.
 */
export async function giveBack(tx: Queryable, job: HeldJob): Promise<void> {
  if (!await putBack(tx, job, null)) return;
  await tx.execute(
    `UPDATE ${QUEUE_SCHEMA}._private_jobs SET locked_by = NULL, locked_at = NULL, attempts = greatest(attempts - 1, 0), ` +
      "run_at = now() WHERE key = $1 AND locked_by = $2",
    [jobKey(job), job.workerId],
  );
}

function owned({ runId, notebook, batch, attempt, workerId }: HeldJob): unknown[] {
  return [runId, notebook, batch, attempt, workerId];
}
