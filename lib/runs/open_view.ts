import { createJsonView } from "./json_view.ts";
import { createPlainView, type RunView } from "./run_view.ts";
import { createTableView } from "./table_view.ts";

/** Below this width the lines of the table would wrap. */
const NARROW = 60;

/** What a view is opened for. */
export interface ViewedRun {
  /** Notebooks of the run, in order. */
  readonly names: readonly string[];
  /** How long each took the last time, milliseconds. */
  readonly expectedMs: ReadonlyMap<string, number>;
  /** Kernels at once. */
  readonly jobs: number;
}

/** What the user asked to see. */
export interface ViewChoice {
  /** One JSON object per line instead of text. @default false */
  readonly json?: boolean;
  /** What cells print, too. @default false */
  readonly follow?: boolean;
}

/**
 * The view for where the command runs: a table on a terminal, plain lines in a log or a narrow window, JSON where asked for.
 *
 * @param run What it is opened for.
 * @param choice Of the user. @default text
 * @returns An open view; close it at the end.
 */
export function openView(
  run: ViewedRun,
  { json = false, follow = false }: ViewChoice = {},
): RunView {
  if (json) return createJsonView({ follow });
  if (terminalWidth() < NARROW) return createPlainView({ follow });
  const columns = () => Math.max(NARROW, terminalWidth()) - 1;
  return createTableView(run.names, { ...run, follow, columns });
}

function terminalWidth(): number {
  if (!Deno.stdout.isTerminal()) return 0;
  try {
    return Deno.consoleSize().columns;
  } catch {
    // a terminal that does not say its size
    return 0;
  }
}
