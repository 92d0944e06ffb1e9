import { createPlainView, type RunView } from "./run_view.ts";
import { createTableView } from "./table_view.ts";

/** Below this width the lines of the table would wrap. */
const NARROW = 60;

/**
 * The view for where the command runs: a table on a terminal, plain lines in a log or a narrow window.
 *
 * @param names Notebooks of the run, in order.
 * @returns An open view; close it at the end.
 */
export function openView(names: readonly string[]): RunView {
  return terminalWidth() >= NARROW ? createTableView(names) : createPlainView();
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
