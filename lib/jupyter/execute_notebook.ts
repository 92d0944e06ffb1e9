import type { CellResult } from "./cell_result.ts";
import { KernelDiedError } from "./errors.ts";
import type { CodeCell, Notebook } from "./notebook.ts";
import type {
  CellFailure,
  CellPosition,
  ExecuteNotebookOptions,
  NotebookExecution,
} from "./notebook_execution.ts";
import type { ErrorOutput } from "./outputs.ts";
import { INTERRUPTION, KernelSession } from "./session.ts";

/**
 * Executes a notebook from a fresh kernel, in order, until a cell fails. Code cells without text are passed over, as in
 * Jupyter. Each executed cell gets `metadata.execution` = start, end (ISO 8601), status, and `late_outputs`: positions of outputs that
 * an earlier cell printed after its end.
 *
 * @param source Not changed.
 * @param options Session, listeners, saving, abort.
 * @returns How it ended, with the copy; a failing cell is a result, not an exception.
 * @throws {KernelStartError} The kernel could not be started.
 * @throws {ProtocolError} The connection to the kernel broke.
 * @throws {unknown} What a listener or `save` throws.
 */
export async function executeNotebook(
  source: Notebook,
  options: ExecuteNotebookOptions = {},
): Promise<NotebookExecution> {
  const started = performance.now();
  const notebook = blankCopy(source);
  await using session = await openSession(options.session);
  await using abort = new AbortWatch(session, options);
  const positions = positionsOf(notebook);
  const failures: CellFailure[] = [];
  let executedCells = 0;
  let death: KernelDiedError | null = null;
  let at: CellPosition | null = null;
  for (const position of positions) {
    if (abort.aborted) break;
    at = position;
    executedCells++;
    let end = await runCell(session, position, options);
    if (end.death && abort.aborted) end = interrupted(position.cell, end.death);
    death = end.death;
    if (end.error) failures.push({ position, error: end.error, fatal: end.fatal });
    if (end.fatal || position === positions.at(-1)) break;
    await options.save?.(notebook);
  }
  await options.save?.(notebook);
  const failed = abort.aborted ? failures.find(({ position }) => position === at) : failures[0];
  return {
    status: abort.aborted ? "aborted" : failures.length > 0 ? "error" : "ok",
    notebook,
    failedCell: abort.aborted ? at : failed?.position ?? null,
    error: failed?.error ?? null,
    failures,
    stopped: abort.aborted || (failures.at(-1)?.fatal ?? false),
    budget: null,
    death: abort.aborted ? null : death,
    durationMs: performance.now() - started,
    executedCells,
    totalCells: positions.length,
  };
}

interface CellEnd {
  readonly error: ErrorOutput | null;
  readonly fatal: boolean;
  readonly death: KernelDiedError | null;
}

/** Interrupts and then kills the kernel once the signal is aborted. */
class AbortWatch implements AsyncDisposable {
  readonly #signal: AbortSignal | undefined;
  readonly #stop: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: KernelSession, options: ExecuteNotebookOptions) {
    this.#signal = options.signal;
    this.#stop = () => {
      // A kernel that is already gone cannot be interrupted, and need not be.
      session.interrupt().catch(() => {});
      this.#timer = setTimeout(() => session.kernel.kill(), options.interruptGraceMs ?? 1_000);
    };
    this.#signal?.addEventListener("abort", this.#stop, { once: true });
  }

  get aborted(): boolean {
    return this.#signal?.aborted ?? false;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#stop);
    clearTimeout(this.#timer);
    return Promise.resolve();
  }
}

async function openSession(given: ExecuteNotebookOptions["session"]): Promise<KernelSession> {
  const session = await given;
  return session instanceof KernelSession ? session : await KernelSession.start(session);
}

/** A copy whose code cells hold nothing of an earlier run. */
function blankCopy(source: Notebook): Notebook {
  const cells = source.cells.map((cell) => {
    if (cell.cell_type !== "code") return { ...cell };
    const { execution: _, late_outputs: __, ...metadata } = cell.metadata;
    return { ...cell, metadata, execution_count: null, outputs: [] };
  });
  return { ...source, cells };
}

function positionsOf(notebook: Notebook): CellPosition[] {
  const found = notebook.cells.flatMap((cell, index) =>
    cell.cell_type === "code" && cell.source.trim() !== "" ? [{ index, cell }] : []
  );
  return found.map(({ index, cell }, i) => ({ index, number: i + 1, total: found.length, cell }));
}

/** Runs one cell and writes what it gave into the copy. */
async function runCell(
  session: KernelSession,
  position: CellPosition,
  options: ExecuteNotebookOptions,
): Promise<CellEnd> {
  const { cell } = position;
  const startedAt = new Date();
  options.onCell?.(position);
  try {
    const result = await session.execute(cell.source, {
      onOutput: (output) => options.onOutput?.(output, position),
      onEvent: (payload) => options.onEvent?.(payload, position),
    });
    record(cell, result);
    return { error: result.error, fatal: result.fatal, death: null };
  } catch (death) {
    if (!(death instanceof KernelDiedError)) throw death;
    const error = toErrorOutput(death);
    const outputs = [...death.outputs, error];
    const times = { startedAt, finishedAt: new Date() };
    const nothing = { executionCount: null, lateOutputs: [], cut: null, fatal: true } as const;
    record(cell, { ...times, ...nothing, status: "error", outputs });
    return { error, fatal: true, death };
  }
}

/** The kernel was killed because nothing else stopped the cell: what the reader is told is the interruption. */
function interrupted(cell: CodeCell, death: KernelDiedError): CellEnd {
  cell.outputs = [...death.outputs, INTERRUPTION];
  return { error: INTERRUPTION, fatal: true, death: null };
}

function record(cell: CodeCell, result: Omit<CellResult, "error">): void {
  cell.execution_count = result.executionCount;
  cell.outputs = result.outputs;
  cell.metadata = {
    ...cell.metadata,
    execution: {
      start: result.startedAt.toISOString(),
      end: result.finishedAt.toISOString(),
      status: result.status,
    },
    ...(result.lateOutputs.length > 0 && { late_outputs: result.lateOutputs }),
  };
}

function toErrorOutput(death: KernelDiedError): ErrorOutput {
  return {
    output_type: "error",
    ename: death.name,
    evalue: death.message,
    traceback: [`${death.name}: ${death.message}`, ...death.exit.stderr],
  };
}
