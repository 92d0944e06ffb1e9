import type { Queryable } from "../../connectors/postgres/mod.ts";
import type { NotebookResult, PlannedEntry, RunRecord, RunTieOuts } from "../../runs/mod.ts";
import { FINISH, PREPARE } from "../queue/mod.ts";
import type { RunToQueue } from "../types.ts";

/** A notebook of a run, with the name of its copy. */
export interface PlannedCopy extends PlannedEntry {
  readonly notebook: string;
  readonly batch: number;
}

/** What all jobs of a run share, told by the job that prepared it. */
export interface RunHead {
  readonly record: Omit<RunRecord, "planned" | "notebooks" | "status" | "endedAt" | "pid">;
  readonly planned: readonly PlannedCopy[];
}

/** What the end of a run adds. */
export interface RunTail {
  readonly status: RunRecord["status"];
  readonly endedAt: string;
  readonly tieOuts: RunTieOuts | null;
}

/** A queued run as its jobs have left it so far. */
export interface QueuedRun {
  readonly request: RunToQueue;
  readonly head: RunHead;
  /** Of its notebooks, in the order of the report. */
  readonly results: readonly NotebookResult[];
  /** Null: it goes on. */
  readonly tail: RunTail | null;
}

/** What a job needs of the run that it belongs to. */
export type RunBase = Pick<QueuedRun, "request" | "head">;

/**
 * Reads what all jobs of a run share.
 *
 * @param db The warehouse.
 * @param runId The run.
 * @returns Null while it is not prepared.
 */
export async function readRunBase(db: Queryable, runId: string): Promise<RunBase | null> {
  const row = await db.maybeOne<{ payload: RunToQueue; result: RunHead | null }>(
    "SELECT payload, result FROM penny.jobs WHERE run_id = $1 AND notebook = $2",
    [runId, PREPARE],
  );
  return row?.result == null ? null : { request: row.payload, head: row.result };
}

/**
 * Reads a queued run with the results of its notebooks so far.
 *
 * @param db The warehouse.
 * @param runId The run.
 * @returns Null while it is not prepared.
 */
export async function readQueuedRun(db: Queryable, runId: string): Promise<QueuedRun | null> {
  const base = await readRunBase(db, runId);
  if (base === null) return null;
  const rows = await db.many<{ notebook: string; batch: number; result: unknown }>(
    "SELECT notebook, batch, result FROM penny.jobs WHERE run_id = $1 AND result IS NOT NULL AND notebook <> $2",
    [runId, PREPARE],
  );
  const key = (notebook: string, batch: number) => `${notebook}/${batch}`;
  const found = new Map(rows.map((row) => [key(row.notebook, row.batch), row.result]));
  const results = base.head.planned.flatMap(({ notebook, batch }) => {
    const result = found.get(key(notebook, batch));
    return result === undefined ? [] : [result as NotebookResult];
  });
  const tail = (found.get(key(FINISH, 0)) ?? null) as RunTail | null;
  return { ...base, results, tail };
}

/**
 * Removes what queued runs left that nobody can ask for any more.
 *
 * @param db The warehouse.
 * @param keepRuns Runs whose results stay; of the others the record in `penny.runs` and on disk stays.
 */
export async function pruneJobs(db: Queryable, keepRuns: number): Promise<void> {
  await db.execute(
    "DELETE FROM penny.jobs j WHERE finished_at IS NOT NULL AND NOT EXISTS (SELECT FROM penny.jobs o " +
      "WHERE o.run_id = j.run_id AND o.finished_at IS NULL) AND run_id NOT IN (SELECT run_id FROM penny.jobs " +
      "WHERE notebook = $2 ORDER BY started_at DESC NULLS FIRST LIMIT $1)",
    [keepRuns, PREPARE],
  );
  await db.execute(
    "DELETE FROM penny.workers WHERE ended_at < now() - interval '30 days'",
  );
}
