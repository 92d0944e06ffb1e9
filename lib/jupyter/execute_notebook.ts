import type { CellResult } from "./cell_result.ts";
import { KernelDiedError } from "./errors.ts";
import type { CodeCell, Notebook } from "./notebook.ts";
import type { ErrorOutput, Output } from "./outputs.ts";
import { INTERRUPTION, KernelSession, type SessionOptions } from "./session.ts";

/** Where a cell stands: how far the run is. */
export interface CellPosition {
  /** Position among all cells of the notebook, from 0. */
  readonly index: number;
  /** Position among the code cells that are executed, from 1. */
  readonly number: number;
  /** How many code cells are executed. */
  readonly total: number;
  /** The cell of the executed copy. */
  readonly cell: CodeCell;
}

/** How a notebook is executed, and who is told. */
export interface ExecuteNotebookOptions {
  /** A fresh session, one that is being started, or how to start one. It is ended with the notebook in every case. */
  readonly session?: KernelSession | Promise<KernelSession> | SessionOptions;
  /** Called when a cell begins. */
  readonly onCell?: (position: CellPosition) => void;
  /** Called with each output as it comes. */
  readonly onOutput?: (output: Output, position: CellPosition) => void;
  /** Called with each payload of the session's event MIME type. */
  readonly onEvent?: (payload: unknown, position: CellPosition) => void;
  /** Called after each cell, and once more at the end, with the copy so far; awaited. */
  readonly save?: (notebook: Notebook) => Promise<void>;
  /** Stops the run: the cell under way is interrupted, and the kernel killed when that does not help. */
  readonly signal?: AbortSignal;
  /** How long an interrupted cell may take to end, in milliseconds. @default 1000 */
  readonly interruptGraceMs?: number;
}

/** How the execution of a notebook ended. */
export interface NotebookExecution {
  /** "error": a cell failed or the kernel died. */
  readonly status: "ok" | "error" | "aborted";
  /** The executed copy. */
  readonly notebook: Notebook;
  /** Where it stopped, unless it went to the end. */
  readonly failedCell: CellPosition | null;
  /** What the failing cell shows. */
  readonly error: ErrorOutput | null;
  /** Set when the kernel ended by itself. */
  readonly death: KernelDiedError | null;
  /** From the call to the end, waiting for the kernel included, in milliseconds. */
  readonly durationMs: number;
  /** Code cells that ran, the failing one included. */
  readonly executedCells: number;
  /** Code cells to run. */
  readonly totalCells: number;
}

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
  let executedCells = 0;
  let end: CellEnd = { status: "ok", error: null, death: null };
  let at: CellPosition | null = null;
  for (const position of positions) {
    if (abort.aborted) break;
    at = position;
    executedCells++;
    end = await runCell(session, position, options);
    if (end.death && abort.aborted) end = interrupted(position.cell, end.death);
    if (end.status === "error" || position === positions.at(-1)) break;
    await options.save?.(notebook);
  }
  await options.save?.(notebook);
  const stopped = abort.aborted || end.status === "error";
  return {
    status: abort.aborted ? "aborted" : end.status,
    notebook,
    failedCell: stopped ? at : null,
    error: end.error,
    death: abort.aborted ? null : end.death,
    durationMs: performance.now() - started,
    executedCells,
    totalCells: positions.length,
  };
}

interface CellEnd {
  readonly status: "ok" | "error";
  readonly error: ErrorOutput | null;
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
    return { status: result.status, error: result.error, death: null };
  } catch (death) {
    if (!(death instanceof KernelDiedError)) throw death;
    const error = toErrorOutput(death);
    const outputs = [...death.outputs, error];
    const times = { startedAt, finishedAt: new Date() };
    record(cell, { ...times, status: "error", outputs, executionCount: null, lateOutputs: [] });
    return { status: "error", error, death };
  }
}

/** The kernel was killed because nothing else stopped the cell: what the reader is told is the interruption. */
function interrupted(cell: CodeCell, death: KernelDiedError): CellEnd {
  cell.outputs = [...death.outputs, INTERRUPTION];
  return { status: "error", error: INTERRUPTION, death: null };
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
