import type { Budgets, PassedBudget } from "./budgets.ts";
import type { KernelDiedError } from "./errors.ts";
import type { CodeCell, Notebook } from "./notebook.ts";
import type { ErrorOutput, Output } from "./outputs.ts";
import type { KernelSession, SessionOptions } from "./session.ts";

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
  /** How long an interrupted cell may take to end, in milliseconds. @default 1000 when aborted, 5000 after a budget */
  readonly interruptGraceMs?: number;
  /**
   * How long things may take, in milliseconds; what the notebook's `metadata.penny.budgets` and a cell's tag `budget=30s` say
   * goes first. @default no limits
   */
  readonly budgets?: Partial<Budgets>;
  /** Characters of output that are kept of each cell: its beginning and its end. @default 20 000 000 */
  readonly outputLimit?: number;
  /**
   * The end of the notebook waits for timers of its cells that are due within so many milliseconds: a fault in one of them
   * fails the notebook; one that comes later is not seen. @default 500
   */
  readonly settleMs?: number;
  /**
   * How long the end of the notebook waits for library calls that nobody awaits (`whilePending` of base), in milliseconds;
   * those that are not done then fail the notebook. @default 600000
   */
  readonly pendingMs?: number;
}

/** A cell that failed. */
export interface CellFailure {
  /** Which one. */
  readonly position: CellPosition;
  /** Its first error. */
  readonly error: ErrorOutput;
  /** The notebook stopped there; else it went on. */
  readonly fatal: boolean;
}

/** How the execution of a notebook ended. */
export interface NotebookExecution {
  /** "error": a cell failed, a fault came that no cell waited for, a budget was passed, or the kernel died. */
  readonly status: "ok" | "error" | "aborted";
  /** The executed copy. */
  readonly notebook: Notebook;
  /** The first cell that failed, or the one under way when it was aborted; null when all is well. */
  readonly failedCell: CellPosition | null;
  /** What that cell shows. */
  readonly error: ErrorOutput | null;
  /** Each cell that failed, in order; all but the last one let the notebook go on. */
  readonly failures: readonly CellFailure[];
  /** Whether the notebook ended before its last cell. */
  readonly stopped: boolean;
  /** The budget that stopped it, or null. */
  readonly budget: PassedBudget | null;
  /** Set when the kernel ended by itself. */
  readonly death: KernelDiedError | null;
  /** From the call to the end, waiting for the kernel included, in milliseconds. */
  readonly durationMs: number;
  /** Code cells that ran, failing ones included. */
  readonly executedCells: number;
  /** Code cells to run. */
  readonly totalCells: number;
}
