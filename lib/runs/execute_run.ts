import * as path from "node:path";
import { type Clock, EVENT_MIME } from "../base/mod.ts";
import { type Budgets, KernelSession } from "../jupyter/mod.ts";
import { KernelShelf } from "./kernel_shelf.ts";
import type { PlannedNotebook } from "./plan_notebook.ts";
import type { Redactor } from "./redact.ts";
import type { RunFolder } from "./run_folder.ts";
import type { NotebookRun, NotebookRunContext } from "./notebook_recorder.ts";
import { runNotebook } from "./run_notebook.ts";
import { runPool } from "../base/mod.ts";
import type { RunView } from "./run_view.ts";
import { SUMMARY_NOTEBOOK } from "./types.ts";
import type { Versions } from "./versions.ts";

/** What the execution of all notebooks stands on. */
export interface ExecuteRunOptions {
  readonly folder: RunFolder;
  /** Kernels at once, from 1. */
  readonly jobs: number;
  /** Settings that every kernel gets beside the process's own. */
  readonly kernelEnv: Readonly<Record<string, string>>;
  readonly budgets: Budgets;
  readonly versions: Versions;
  readonly gitRevision: string | null;
  readonly redactor: Redactor;
  readonly view: RunView;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called after each notebook, one after the other. */
  readonly onEnd: (run: NotebookRun) => Promise<void>;
}

/**
 * Executes notebooks, several at once, with kernels started ahead; the summary notebook runs after all others. A notebook
 * that fails stops no other.
 *
 * @param notebooks In the order of the report.
 * @param options Of the run.
 * @throws {ServiceError} When the disk refuses the copies.
 */
export async function executeRun(
  notebooks: readonly PlannedNotebook[],
  options: ExecuteRunOptions,
): Promise<void> {
  const ordered = [...notebooks.filter((one) => !isSummary(one)), ...notebooks.filter(isSummary)];
  const others = ordered.filter((one) => !isSummary(one)).length;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  await using shelf = new KernelShelf((index) => startSession(ordered[index]!, options));
  const work = async (planned: PlannedNotebook, index: number) => {
    for (let ahead = index; ahead < Math.min(ordered.length, index + options.jobs + 1); ahead++) {
      if (ordered[ahead]!.notebook !== null) shelf.startAhead(ahead);
    }
    try {
      const run = await runNotebook(planned, () => shelf.take(index), contextOf(options, signal));
      await serialize(() => options.onEnd(run));
    } catch (error) {
      stop.abort(); // the disk refuses: the other copies could not be written either
      throw error;
    }
  };
  const serialize = oneAfterTheOther();
  try {
    const pool = { jobs: options.jobs, signal };
    await runPool(ordered.slice(0, others), work, pool);
    await runPool(ordered.slice(others), (one, index) => work(one, others + index), pool);
  } finally {
    stop.abort();
  }
}

function isSummary(planned: PlannedNotebook): boolean {
  return planned.source.name === SUMMARY_NOTEBOOK;
}

function contextOf(options: ExecuteRunOptions, signal: AbortSignal): NotebookRunContext {
  const { folder, redactor, view, clock, budgets, versions, gitRevision } = options;
  const { runId, path: folderPath } = folder;
  const run = { runId, folder: folderPath, budgets, versions, gitRevision };
  return { ...run, redactor, view, clock, signal };
}

/**
 * Starts the kernel of a notebook of a run.
 *
 * @param planned What it will execute.
 * @param options Name of the run; settings beside the process's own.
 * @returns A fresh session.
 * @throws {KernelStartError} The kernel did not answer.
 */
export function startSession(
  planned: PlannedNotebook,
  { folder, kernelEnv }: Pick<ExecuteRunOptions, "folder" | "kernelEnv">,
): Promise<KernelSession> {
  return KernelSession.start({
    cwd: path.dirname(planned.source.path),
    eventMime: EVENT_MIME,
    env: {
      ...kernelEnv,
      PENNY_RUN_ID: folder.runId,
      PENNY_RUN_NOTEBOOK: planned.source.path,
      PENNY_RUN_NOTEBOOK_HASH: planned.contentHash ?? "none",
      PENNY_RUN_FINGERPRINT: planned.fingerprint,
    },
  });
}

/** Runs what it is given in order of arrival, each after the one before has ended. */
function oneAfterTheOther(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {
      // told to the one who waits for it; the next one is not concerned
    });
    return next;
  };
}
