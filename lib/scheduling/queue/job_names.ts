/** The schema of graphile-worker in the warehouse's database. */
export const QUEUE_SCHEMA = "penny_queue";
/** The job that registers the companies of a run and cuts it into jobs. */
export const PREPARE = "prepare";
/** The job that ends a run: figures held against one another, the record closed. */
export const FINISH = "finish";

/** When the jobs of a run may begin: those of a stage wait until all of the stages before have ended. */
export const STAGES = { prepare: 0, notebooks: 1, summary: 2, finish: 3 } as const;

/** What identifies a job. */
export interface JobId {
  readonly runId: string;
  /** Name of the notebook, {@linkcode PREPARE} or {@linkcode FINISH}. */
  readonly notebook: string;
  /** From 1; 0: of the run as a whole. */
  readonly batch: number;
}

const PREFIX = "penny:";
const HASH_LENGTH = 16;

/**
 * The identifier of a task: a worker is given only the identifiers that it knows, so one whose text or version is another
 * leaves the job.
 *
 * @param notebook Name of the notebook or of another job.
 * @param hash What it stands on, hexadecimal.
 * @returns Such as `penny:02_customers:3f9a…`.
 */
export function taskIdentifier(notebook: string, hash: string): string {
  return `${PREFIX}${notebook}:${hash.slice(0, HASH_LENGTH)}`;
}

/**
 * The notebook of a task.
 *
 * @param task From {@linkcode taskIdentifier}.
 * @returns Its name.
 *
 * @example
 * ```ts
 * import { notebookOfTask, taskIdentifier } from "./job_names.ts";
 * import assert from "node:assert/strict";
 * assert.equal(notebookOfTask(taskIdentifier("02_customers", "3f9a")), "02_customers");
 * ```
 */
export function notebookOfTask(task: string): string {
  return task.slice(PREFIX.length, task.lastIndexOf(":"));
}

/**
 * The key by which a job is in the queue once.
 *
 * @param job Any job; a run stands for its schedule and slot.
 * @returns Such as `2026-10-31T06-00-00/02_customers/1`.
 */
export function jobKey({ runId, notebook, batch }: JobId): string {
  return `${runId}/${notebook}/${batch}`;
}

/**
 * The name of a job's executed copy.
 *
 * @param notebook Name of the notebook.
 * @param batch From 1.
 * @param batches Of the run; one batch needs no number.
 * @returns Such as `02_customers` or `02_customers_lot2`.
 */
export function copyName(
  notebook: string,
  { batch, batches }: { readonly batch: number; readonly batches: number },
): string {
  return batch === 0 || batches === 1 ? notebook : `${notebook}_lot${batch}`;
}
