import { type CellRecord, record, recordError, recordLate } from "./_executed_copy.ts";
import type { Watch } from "./_watch.ts";
import { budgetText, cellBudget } from "./budgets.ts";
import { KernelDiedError } from "./errors.ts";
import type { CellFailure, CellPosition, ExecuteNotebookOptions } from "./notebook_execution.ts";
import type { ErrorOutput } from "./outputs.ts";
import { INTERRUPTION, type KernelSession } from "./session.ts";

const SETTLE_MS = 500;
const PENDING_MS = 600_000;
/** How long the kernel may be busy beyond the time that its own waiting takes. */
const ANSWER_MS = 5_000;

/** One notebook under way: runs its cells and writes what they give into the copy. */
export class NotebookRun {
  /** Each cell that failed, in order. */
  readonly failures: CellFailure[] = [];
  /** Set when the kernel ended by itself. */
  death: KernelDiedError | null = null;
  readonly #session: KernelSession;
  readonly #watch: Watch;
  readonly #options: ExecuteNotebookOptions;
  #budgetTold = false;

  constructor(session: KernelSession, watch: Watch, options: ExecuteNotebookOptions) {
    this.#session = session;
    this.#watch = watch;
    this.#options = options;
  }

  /** Whether the notebook cannot go on. */
  get stopped(): boolean {
    return this.#watch.aborted || this.failures.some(({ fatal }) => fatal);
  }

  /** Runs one cell. */
  async runCell(position: CellPosition): Promise<void> {
    const { cell } = position;
    const startedAt = new Date();
    this.#options.onCell?.(position);
    this.#watch.begin(cellBudget(cell));
    try {
      const result = await this.#session.execute(cell.source, this.#listeners(position));
      record(cell, result);
      if (result.error) this.#fail(position, result.error, result.fatal);
    } catch (error) {
      if (!(error instanceof KernelDiedError)) throw error;
      const times = { startedAt, finishedAt: new Date() };
      const nothing = { executionCount: null, lateOutputs: [], cut: null };
      const died: CellRecord = {
        ...times,
        ...nothing,
        status: "error",
        outputs: [...error.outputs],
      };
      record(cell, died);
      this.#died(position, error);
    } finally {
      this.#watch.end();
    }
    this.checkBudget(position);
  }

  /** Fails a cell in which, or behind which, a budget was passed: what the reader is told is that. */
  checkBudget(position: CellPosition): void {
    const { passed } = this.#watch;
    if (!passed || this.#budgetTold) return;
    this.#budgetTold = true;
    const evalue = budgetText(passed);
    const error: ErrorOutput = {
      output_type: "error",
      ename: "Budget dépassé",
      evalue,
      traceback: [evalue],
    };
    recordError(position.cell, error, INTERRUPTION);
    this.#fail(position, error, true);
  }

  /** Waits, behind the last cell, for what nobody awaited; what comes then is added to that cell. */
  async settle(position: CellPosition): Promise<void> {
    const timersMs = this.#options.settleMs ?? SETTLE_MS;
    const pendingMs = this.#options.pendingMs ?? PENDING_MS;
    const listeners = this.#listeners(position);
    this.#watch.beginEnd(timersMs + ANSWER_MS);
    try {
      const first = await this.#session.settle(timersMs, listeners);
      this.#settled(position, first);
      if (first.pending.length === 0) return;
      this.#watch.beginEnd(pendingMs + ANSWER_MS);
      this.#settled(position, await this.#session.drain(pendingMs, listeners));
    } catch (error) {
      if (!(error instanceof KernelDiedError)) throw error;
      recordLate(position.cell, { outputs: [...error.outputs], status: "error" });
      this.#died(position, error);
    } finally {
      this.#watch.end();
    }
    this.checkBudget(position);
  }

  #listeners(position: CellPosition) {
    const { onOutput, onEvent, outputLimit } = this.#options;
    return {
      outputLimit,
      onSign: () => this.#watch.sign(),
      onOutput: onOutput &&
        ((output: Parameters<typeof onOutput>[0]) => onOutput(output, position)),
      onEvent: onEvent && ((payload: unknown) => onEvent(payload, position)),
    };
  }

  #settled(position: CellPosition, result: CellRecord & { readonly error: ErrorOutput | null }) {
    recordLate(position.cell, result);
    if (result.error) this.#fail(position, result.error, false);
  }

  #fail(position: CellPosition, error: ErrorOutput, fatal: boolean): void {
    const known = this.failures.findIndex((failure) => failure.position === position);
    if (known < 0) this.failures.push({ position, error, fatal });
    else if (fatal) this.failures[known] = { position, error, fatal };
  }

  /** The kernel ended: by itself, or because nothing else stopped the cell. */
  #died(position: CellPosition, death: KernelDiedError): void {
    if (this.#watch.passed) return;
    const error = this.#watch.aborted ? INTERRUPTION : toErrorOutput(death);
    if (!this.#watch.aborted) this.death = death;
    recordError(position.cell, error);
    this.#fail(position, error, true);
  }
}

function toErrorOutput(death: KernelDiedError): ErrorOutput {
  return {
    output_type: "error",
    ename: death.name,
    evalue: death.message,
    traceback: [`${death.name}: ${death.message}`, ...death.exit.stderr],
  };
}
