import type { Database, Queryable } from "../../connectors/postgres/mod.ts";
import { sessionName } from "../../warehouse/mod.ts";
import { QUEUE_SCHEMA } from "./job_names.ts";
import { advanceRun, lockRun } from "./job_rows.ts";

/** A worker that was found dead. */
export interface DeadWorker {
  readonly worker_id: string;
  readonly machine: string;
  readonly pid: number;
  /** French. */
  readonly reason: string;
}

/** How {@linkcode sweepWorkers} judges. */
export interface SweepOptions {
  /** A worker that has been silent for so many milliseconds, by the server's clock, is dead. */
  readonly silentMs: number;
}

const LOCK_GONE = "verrou perdu : processus ou base de données arrêtés";

/**
 * Finds workers that died, ends the sessions that they or their kernels still have, and frees their jobs. Whoever of the
 * workers and schedulers comes first does it for all.
 *
 * @param db The warehouse.
 * @param options When silence counts as death.
 * @returns Those found now.
 */
export async function sweepWorkers(
  db: Database,
  { silentMs }: SweepOptions,
): Promise<DeadWorker[]> {
  const dead = await markDead(db, silentMs);
  await endSessions(db);
  await freeJobs(db);
  await failExhausted(db);
  return dead;
}

/** The lock lives in the server: it is gone with the connection, the process, or a restart of the server. */
async function markDead(db: Queryable, silentMs: number): Promise<DeadWorker[]> {
  // one statement: a sweeper that falls asleep within a transaction would keep the others out
  return await db.many<DeadWorker>(
    "WITH held AS (SELECT (classid::bigint << 32) | objid::bigint AS lock_key FROM pg_locks " +
      "WHERE locktype = 'advisory' AND objsubid = 1 AND granted " +
      "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) " +
      "UPDATE penny.workers w SET ended_at = now(), reason = CASE WHEN w.lock_key IN (SELECT lock_key FROM held) " +
      "THEN 'sans nouvelles depuis ' || round(extract(epoch FROM now() - seen_at)) || ' s' ELSE $2 END " +
      "WHERE ended_at IS NULL AND (lock_key NOT IN (SELECT lock_key FROM held) " +
      "OR seen_at < now() - $1 * interval '1 millisecond') RETURNING worker_id, machine, pid, reason",
    [silentMs, LOCK_GONE],
  );
}

/** Also those of a worker found dead before: a kernel that still runs somewhere opens new ones. */
async function endSessions(db: Queryable): Promise<void> {
  await db.execute(
    "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN penny.workers w ON a.application_name = $1 || w.worker_id " +
      "WHERE w.ended_at > now() - interval '1 day' AND a.datname = current_database() AND a.pid <> pg_backend_pid()",
    [sessionName("")],
  );
}

async function freeJobs(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    const rows = await tx.many<{ worker_id: string }>(
      `SELECT DISTINCT w.worker_id FROM penny.workers w JOIN ${QUEUE_SCHEMA}._private_jobs j ON j.locked_by = w.worker_id ` +
        "WHERE w.ended_at IS NOT NULL",
    );
    if (rows.length === 0) return;
    const ids = rows.map(({ worker_id }) => worker_id);
    await tx.execute(
      "UPDATE penny.jobs SET status = 'waiting', worker_id = NULL, error = 'exécutant arrêté pendant le travail' " +
        "WHERE status = 'running' AND worker_id = ANY($1)",
      [ids],
    );
    await tx.execute(`SELECT ${QUEUE_SCHEMA}.force_unlock_workers($1)`, [ids]);
  });
}

/** Jobs whose last attempt ended with its worker: nobody would ever take them again. */
async function failExhausted(db: Database): Promise<void> {
  const rows = await db.many<{ key: string; run_id: string }>(
    `SELECT q.key, j.run_id FROM ${QUEUE_SCHEMA}._private_jobs q ` +
      "JOIN penny.jobs j ON q.key = j.run_id || '/' || j.notebook || '/' || j.batch " +
      "WHERE q.locked_at IS NULL AND q.attempts >= q.max_attempts",
  );
  for (const { key, run_id } of rows) {
    await db.transaction(async (tx) => {
      await lockRun(tx, run_id);
      const removed = await tx.execute(
        `DELETE FROM ${QUEUE_SCHEMA}._private_jobs WHERE key = $1 AND locked_at IS NULL AND attempts >= max_attempts`,
        [key],
      );
      if (removed === 0) return;
      await tx.execute(
        "UPDATE penny.jobs SET status = 'failed', finished_at = now(), worker_id = NULL, " +
          "error = 'abandonné après ' || attempt || ' essais' || coalesce(' : ' || error, '') " +
          "WHERE run_id || '/' || notebook || '/' || batch = $1 AND finished_at IS NULL",
        [key],
      );
      await advanceRun(tx, run_id);
    });
  }
}
