import { plural } from "../../base/mod.ts";
import type { Database, Queryable } from "../../connectors/postgres/mod.ts";
import { notebookOfTask, PREPARE, QUEUE_SCHEMA } from "./job_names.ts";
import { advanceRun, lockRun } from "./job_rows.ts";
import type { KnownTasks } from "./known_tasks.ts";

/**
 * Notebooks whose waiting jobs are of another version of Penny or another text than this machine has.
 *
 * @param db The warehouse.
 * @param known This machine's tasks.
 * @returns Names, `prepare` and `finish` among them, with the number of jobs.
 */
export async function foreignJobs(
  db: Queryable,
  { byName }: KnownTasks,
): Promise<{ readonly notebook: string; readonly jobs: number }[]> {
  const rows = await db.many<{ task: string; jobs: number }>(
    `SELECT t.identifier AS task, count(*)::integer AS jobs FROM ${QUEUE_SCHEMA}._private_jobs j ` +
      `JOIN ${QUEUE_SCHEMA}._private_tasks t ON t.id = j.task_id ` +
      "WHERE j.is_available AND j.run_at <= now() AND t.identifier <> ALL($1) GROUP BY 1 ORDER BY 1",
    [[...byName.values()]],
  );
  return rows.map(({ task, jobs }) => ({ notebook: notebookOfTask(task), jobs }));
}

/**
 * Gives waiting jobs the hash that their notebooks have on this machine now: the scheduler's text is the one that counts. A
 * job under way keeps the text with which it was begun. Jobs of a notebook that is gone fail: their run would never end.
 *
 * @param db The warehouse.
 * @param known The scheduler's tasks.
 * @returns How many jobs of the queue were renewed.
 */
export async function renewJobs(db: Database, { byName }: KnownTasks): Promise<number> {
  const tasks = JSON.stringify([...byName].map(([notebook, task]) => ({ notebook, task })));
  const current = "jsonb_to_recordset($1::jsonb) AS c(notebook text, task text)";
  await failJobsOfGone(db, [...byName.keys()]);
  return await db.transaction(async (tx) => {
    await tx.execute(
      `UPDATE penny.jobs j SET task = c.task FROM ${current} WHERE c.notebook = j.notebook AND c.task <> j.task ` +
        "AND j.status IN ('held', 'waiting')",
      [tasks],
    );
    // `replace` would begin the count of attempts anew and wake jobs that wait for a service
    await tx.execute(
      `INSERT INTO ${QUEUE_SCHEMA}._private_tasks (identifier) SELECT c.task FROM ${current} ON CONFLICT DO NOTHING`,
      [tasks],
    );
    return await tx.execute(
      `UPDATE ${QUEUE_SCHEMA}._private_jobs q SET task_id = n.id, revision = q.revision + 1, updated_at = now() ` +
        `FROM penny.jobs j JOIN ${QUEUE_SCHEMA}._private_tasks n ON n.identifier = j.task ` +
        "WHERE q.key = j.run_id || '/' || j.notebook || '/' || j.batch AND j.status = 'waiting' " +
        "AND q.locked_at IS NULL AND q.task_id <> n.id",
    );
  });
}

async function failJobsOfGone(db: Database, known: readonly string[]): Promise<void> {
  const rows = await db.many<{ run_id: string }>(
    "SELECT DISTINCT run_id FROM penny.jobs WHERE status IN ('held', 'waiting') AND notebook <> ALL($1)",
    [known],
  );
  for (const { run_id } of rows) {
    await db.transaction(async (tx) => {
      await lockRun(tx, run_id);
      // a job that a worker has just taken is left to it
      await tx.execute(
        "UPDATE penny.jobs j SET status = 'failed', finished_at = now(), error = 'le carnet « ' || notebook || ' » n''existe " +
          `plus' WHERE run_id = $1 AND notebook <> ALL($2) AND status IN ('held', 'waiting') AND NOT EXISTS (SELECT FROM ` +
          `${QUEUE_SCHEMA}._private_jobs q WHERE q.key = j.run_id || '/' || j.notebook || '/' || j.batch ` +
          "AND q.locked_at IS NOT NULL)",
        [run_id, known],
      );
      await tx.execute(
        `DELETE FROM ${QUEUE_SCHEMA}._private_jobs q USING penny.jobs j WHERE j.run_id = $1 AND j.status = 'failed' ` +
          "AND q.key = j.run_id || '/' || j.notebook || '/' || j.batch AND q.locked_at IS NULL",
        [run_id],
      );
      await advanceRun(tx, run_id);
    });
  }
}

/**
 * What a worker says of jobs that it leaves to others.
 *
 * @param jobs From {@linkcode foreignJobs}; at least one.
 * @returns One French line.
 */
export function foreignJobsLine(
  jobs: readonly { readonly notebook: string; readonly jobs: number }[],
): string {
  const names = jobs.map(({ notebook }) => notebook === PREPARE ? "préparation" : notebook);
  const count = jobs.reduce((sum, one) => sum + one.jobs, 0);
  const left = plural(count, "travail laissé", "travaux laissés");
  return `[INFO] ${left} à un autre exécutant (${[...new Set(names)].join(", ")}) : ` +
    "autre version de Penny ou autre texte du carnet ; " +
    "mettez les mêmes fichiers sur toutes les machines, carnets/ compris";
}
