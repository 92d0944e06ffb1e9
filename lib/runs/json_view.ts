import type { RunView } from "./run_view.ts";

/** Version of the format that {@linkcode createJsonView} writes; it changes when a reader would have to. */
export const JSON_VIEW_VERSION = 1;

/** How {@linkcode createJsonView} writes. */
export interface JsonViewOptions {
  /** Writes one line. @default console.log */
  readonly write?: (line: string) => void;
  /** Tells what cells print, too. @default false */
  readonly follow?: boolean;
  /** @default the machine's clock */
  readonly now?: () => Date;
}

/**
 * Progress for programs: one JSON object per line, each with `version`, `time` (ISO 8601) and `type`. The types and their
 * fields are listed in `docs/executions.fr.md`.
 *
 * @param options For tests, and what is told.
 * @returns A view.
 */
export function createJsonView(options: JsonViewOptions = {}): RunView {
  const { write = console.log, now = () => new Date() } = options;
  const tell = (type: string, fields: object) =>
    write(
      JSON.stringify({ version: JSON_VIEW_VERSION, time: now().toISOString(), type, ...fields }),
    );
  return {
    runStarted: ({ runId: run, command, planned, resumes, jobs }) =>
      tell("run_started", {
        run,
        command,
        notebooks: planned.map(({ name }) => name),
        resumes,
        jobs,
      }),
    started: (notebook, cells) => tell("notebook_started", { notebook, cells }),
    cell: (notebook, done) => tell("cell_started", { notebook, cell: done + 1 }),
    cellEnded: (notebook, { number: cell, status, durationMs, error }) =>
      tell("cell_ended", { notebook, cell, status, durationMs, error }),
    output(notebook, line) {
      if (options.follow) tell("output", { notebook, ...line });
    },
    event: (notebook, { type, ...fields }) => tell(type, { notebook, ...fields }),
    ended({ name: notebook, status, reason, ...result }) {
      const { failedCell, counts, tables, failures, cellsDone, cellsTotal } = result;
      const { durationMs, peakMemoryBytes } = result;
      const figures = { counts, tables, failures, cellsDone, cellsTotal, durationMs };
      tell("notebook_ended", { notebook, status, reason, failedCell, ...figures, peakMemoryBytes });
    },
    note: (text) => tell("note", { text }),
    runEnded: ({ runId: run, status, startedAt, endedAt }) =>
      tell("run_ended", { run, status, startedAt, endedAt }),
    close() {},
  };
}
