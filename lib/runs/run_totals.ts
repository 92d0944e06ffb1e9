import { type NotebookResult, SUMMARY_NOTEBOOK } from "./types.ts";

/** How many notebooks of a run ended how. */
export interface RunTotals {
  /** Notebooks that count: all but the summary notebook. */
  readonly counted: number;
  /** Of those that count. */
  readonly ok: number;
  /** Of those that count. */
  readonly skipped: number;
  /** Failed or interrupted, the summary notebook included. */
  readonly failed: number;
}

/**
 * Counts the notebooks of a run. `00_sommaire` is executed with the twelve but is not one of them: it only counts when it fails.
 *
 * @param notebooks How each went.
 * @returns The figures of the last line.
 */
export function runTotals(notebooks: readonly NotebookResult[]): RunTotals {
  const others = notebooks.filter((notebook) => notebook.name !== SUMMARY_NOTEBOOK);
  const counted = others.length === 0 ? notebooks : others;
  return {
    counted: counted.length,
    ok: counted.filter((notebook) => notebook.status === "ok").length,
    skipped: counted.filter((notebook) => notebook.status === "skipped").length,
    failed:
      notebooks.filter((notebook) =>
        notebook.status === "failed" || notebook.status === "interrupted"
      ).length,
  };
}
