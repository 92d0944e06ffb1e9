import type { NotebookResult, PlannedEntry } from "./types.ts";

/** What the entry of a plan does not tell. */
export interface NotReachedOptions {
  /** French, one line. */
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * The result of a notebook that a run set out to execute and did not, or not to its end.
 *
 * @param planned Of the run.
 * @param options Why, and when that was found.
 * @returns An interrupted notebook without a page.
 */
export function notReached(
  { name, title, origin, shippedIsNewer }: PlannedEntry,
  { reason, at }: NotReachedOptions,
): NotebookResult {
  return {
    name,
    title,
    origin,
    shippedIsNewer,
    status: "interrupted",
    reason,
    failedCell: null,
    hasCopy: false,
    cellsDone: 0,
    cellsTotal: 0,
    startedAt: at,
    durationMs: 0,
    fingerprint: "",
    changedOnDisk: false,
    parameters: {},
    cells: [],
    peakMemoryBytes: null,
    carriedFrom: null,
    counts: { inserted: 0, updated: 0, deleted: 0, unchanged: 0 },
    tables: [],
    failures: [],
    skippedReason: null,
  };
}
