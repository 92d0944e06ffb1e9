import type { Budgets, PassedBudget } from "./budgets.ts";
import type { KernelSession } from "./session.ts";

/** Longest time that a timer can be set to. */
const LONGEST_MS = 2 ** 31 - 1;
const ABORT_GRACE_MS = 1_000;
const BUDGET_GRACE_MS = 5_000;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** What a watch needs beside the session. */
export interface WatchOptions {
  readonly signal?: AbortSignal;
  /** How long an interrupted cell may take to end. */
  readonly interruptGraceMs?: number;
  readonly budgets: Budgets;
}

/**
 * Stops the cell under way when the run is aborted or a budget is passed: interrupts it, and kills the kernel when that does not
 * help in time. The budget of the notebook runs from the making of the watch.
 */
export class Watch implements Disposable {
  readonly #session: KernelSession;
  readonly #options: WatchOptions;
  readonly #onAbort = () => this.#stop(this.#options.interruptGraceMs ?? ABORT_GRACE_MS);
  readonly #notebookTimer: Timer;
  #cellTimers: Timer[] = [];
  #grace: Timer;
  #lastSign = 0;
  #passed: Omit<PassedBudget, "killed"> | null = null;
  #killed = false;

  constructor(session: KernelSession, options: WatchOptions) {
    this.#session = session;
    this.#options = options;
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#notebookTimer = this.#after(options.budgets.notebook, (ms) => this.#pass("notebook", ms));
  }

  get aborted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  /** The budget that was passed, or null. */
  get passed(): PassedBudget | null {
    return this.#passed && { ...this.#passed, killed: this.#killed };
  }

  /** A cell begins; `own` takes the place of its budget and of silence, null for no limit. */
  begin(own: number | null | undefined): void {
    const { cell, silence } = this.#options.budgets;
    const limit = own === undefined ? cell : own;
    this.#cellTimers = [this.#after(limit, (ms) => this.#pass("cell", ms))];
    if (own === undefined && silence !== null) this.#listen(silence);
  }

  /** What follows the last cell begins. */
  beginEnd(limitMs: number): void {
    this.end();
    this.#cellTimers = [this.#after(limitMs, () => this.#pass("end", limitMs))];
  }

  /** The kernel published something. */
  sign(): void {
    this.#lastSign = performance.now();
  }

  /** The cell has ended. */
  end(): void {
    for (const timer of this.#cellTimers) clearTimeout(timer);
    this.#cellTimers = [];
    clearTimeout(this.#grace);
  }

  [Symbol.dispose](): void {
    this.end();
    clearTimeout(this.#notebookTimer);
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
  }

  #listen(silence: number): void {
    this.sign();
    const check = () => {
      const left = silence - (performance.now() - this.#lastSign);
      if (left <= 0) this.#pass("silence", silence);
      else this.#cellTimers[1] = this.#after(left, check);
    };
    check();
  }

  #after(ms: number | null, action: (ms: number) => void): Timer {
    return ms === null ? undefined : setTimeout(() => action(ms), Math.min(ms, LONGEST_MS));
  }

  #pass(name: PassedBudget["name"], limitMs: number): void {
    if (this.#passed || this.aborted) return;
    this.#passed = { name, limitMs };
    this.#stop(this.#options.interruptGraceMs ?? BUDGET_GRACE_MS);
  }

  #stop(graceMs: number): void {
    clearTimeout(this.#grace);
    this.#session.interrupt().catch(() => {
      // A kernel that is already gone cannot be interrupted, and need not be.
    });
    this.#grace = setTimeout(() => {
      this.#killed = true;
      this.#session.kernel.kill();
    }, graceMs);
  }
}
