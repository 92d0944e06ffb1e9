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

/**
 * Reads a queued run.
 *
 * @param db The warehouse.
 * @param runId The run.
 * @returns Null while it is not prepared.
 */
export async function readQueuedRun(db: Queryable, runId: string): Promise<QueuedRun | null> {
  const rows = await db.many<{
    notebook: string;
    batch: number;
    payload: unknown;
    result: unknown;
  }>(
    "SELECT notebook, batch, payload, result FROM penny.jobs WHERE run_id = $1 AND (result IS NOT NULL OR notebook = $2)",
    [runId, PREPARE],
  );
  const prepared = rows.find(({ notebook }) => notebook === PREPARE);
  const head = prepared?.result as RunHead | null | undefined;
  if (prepared === undefined || head == null) return null;
  const results = head.planned.flatMap(({ notebook, batch }) => {
    const row = rows.find((one) => one.notebook === notebook && one.batch === batch);
    return row?.result == null ? [] : [row.result as NotebookResult];
  });
  const tail = rows.find(({ notebook }) => notebook === FINISH)?.result as RunTail | null;
  return { request: prepared.payload as RunToQueue, head, results, tail: tail ?? null };
}
