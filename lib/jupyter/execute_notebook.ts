import { blankCopy, positionsOf } from "./_executed_copy.ts";
import { NotebookRun } from "./_notebook_run.ts";
import { endSession, openSession } from "./_open_session.ts";
import { Watch } from "./_watch.ts";
import { type Budgets, cellBudget, NO_BUDGETS, notebookBudgets } from "./budgets.ts";
import type { Notebook } from "./notebook.ts";
import type {
  CellPosition,
  ExecuteNotebookOptions,
  NotebookExecution,
} from "./notebook_execution.ts";

/**
 * Executes a notebook from a fresh kernel, in order. Code cells without text are passed over, as in Jupyter.
 *
 * A cell that fails itself (it throws, cannot be parsed, passes a budget, ends the kernel) ends the notebook. A fault that the
 * kernel swallows (a rejected promise that nobody awaits, a throw in a timer, a failed `Deno.test`) fails the cell in which it
 * comes and the notebook, which goes on to its end. Behind the last cell, timers that are still set are waited for a moment,
 * and library calls that nobody awaits until they end; faults of that time fail the notebook too.
 *
 * Each executed cell gets `metadata.execution` = start, end (ISO 8601), status; `late_outputs`: positions of outputs that came
 * after the end of the cell that gave them; `cut_outputs`: what passed the output limit.
 *
 * @param source Not changed.
 * @param options Session, listeners, saving, budgets, abort.
 * @returns How it ended, with the copy; a failing cell is a result, not an exception.
 * @throws {UsageError} A budget of the notebook or of a cell cannot be read.
 * @throws {KernelStartError} The kernel could not be started, or not within its budget.
 * @throws {ProtocolError} The connection to the kernel broke.
 * @throws {unknown} What a listener or `save` throws.
 */
export async function executeNotebook(
  source: Notebook,
  options: ExecuteNotebookOptions = {},
): Promise<NotebookExecution> {
  const started = performance.now();
  const budgets = readBudgets(source, options);
  const notebook = blankCopy(source);
  await using session = await openSession(options.session, budgets.start);
  using watch = new Watch(session, { ...options, budgets });
  const run = new NotebookRun(session, watch, options);
  const positions = positionsOf(notebook);
  let at: CellPosition | null = null;
  for (const position of positions) {
    if (run.stopped) break;
    at = position;
    await run.runCell(position);
    await options.save?.(notebook);
    run.checkBudget(position);
  }
  if (at && !run.stopped) await run.settle(at);
  await options.save?.(notebook);
  const { failures, stopped, death } = run;
  const first = watch.aborted ? failures.find(({ position }) => position === at) : failures[0];
  return {
    status: watch.aborted ? "aborted" : failures.length > 0 ? "error" : "ok",
    notebook,
    failedCell: watch.aborted ? at : first?.position ?? null,
    error: first?.error ?? null,
    failures,
    stopped,
    budget: watch.passed,
    death,
    durationMs: performance.now() - started,
    executedCells: at?.number ?? 0,
    totalCells: positions.length,
  };
}

/** All budgets, the notebook's own first; those of cells are read now, so that a wrong one is told before anything runs. */
function readBudgets(source: Notebook, options: ExecuteNotebookOptions): Budgets {
  try {
    source.cells.forEach(cellBudget);
    return { ...NO_BUDGETS, ...options.budgets, ...notebookBudgets(source) };
  } catch (error) {
    endSession(options.session);
    throw error;
  }
}
