import { SUMMARY_NOTEBOOK } from "../../runs/mod.ts";
import { FINISH, STAGES } from "./job_names.ts";
import type { NewJob } from "./job_rows.ts";

/** What a run is cut from. */
export interface CutRun {
  readonly runId: string;
  /** Names, in order. */
  readonly notebooks: readonly string[];
  /** Ids, those read longest ago first. */
  readonly companies: readonly string[];
  /** Only some companies are asked for: jobs must name them even when one batch holds all. */
  readonly selected: boolean;
  /** Companies a batch, from 1. */
  readonly batchSize: number;
  /** Task by notebook. */
  readonly tasks: ReadonlyMap<string, string>;
}

/**
 * Cuts a run into jobs of one notebook and one batch of companies each. All notebooks of the first batch come before those of
 * the second, so companies that were read longest ago are up to date first.
 *
 * @param run Of a schedule.
 * @returns Jobs in their order; last the summary notebook, if asked for, and the end of the run.
 *
 * @example
 * ```ts
 * import { cutRun } from "./cut_run.ts";
 * import assert from "node:assert/strict";
 * const jobs = cutRun({ runId: "r", notebooks: ["02_customers"], companies: ["7", "8", "9"], selected: false,
 *   batchSize: 2, tasks: new Map([["02_customers", "t"], ["finish", "f"]]) });
 * assert.deepEqual(jobs.map(({ notebook, batch, companies }) => [notebook, batch, companies.join()]),
 *   [["02_customers", 1, "7,8"], ["02_customers", 2, "9"], ["finish", 0, ""]]);
 * ```
 */
export function cutRun(run: CutRun): NewJob[] {
  const { runId, notebooks, companies, selected, batchSize, tasks } = run;
  const batches = batchesOf(companies, batchSize);
  const named = selected || batches.length > 1;
  const job = (notebook: string, batch: number, stage: number): NewJob => ({
    ...{ runId, notebook, batch, stage },
    task: tasks.get(notebook)!,
    companies: !named || notebook === FINISH
      ? []
      : batch === 0
      ? (selected ? companies : [])
      : batches[batch - 1]!,
    payload: { batches: batches.length },
  });
  const others = notebooks.filter((name) => name !== SUMMARY_NOTEBOOK);
  return [
    ...batches.flatMap((_, i) => others.map((name) => job(name, i + 1, STAGES.notebooks))),
    ...(others.length < notebooks.length ? [job(SUMMARY_NOTEBOOK, 0, STAGES.summary)] : []),
    job(FINISH, 0, STAGES.finish),
  ];
}

/** Of equal size, so that no last batch of one company waits for a kernel of its own. */
function batchesOf(companies: readonly string[], size: number): string[][] {
  const count = Math.max(1, Math.ceil(companies.length / size));
  return Array.from(
    { length: count },
    (_, i) =>
      companies.slice(
        Math.ceil(i * companies.length / count),
        Math.ceil((i + 1) * companies.length / count),
      ),
  );
}
