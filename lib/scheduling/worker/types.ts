import type { Clock } from "../../base/mod.ts";
import type { Config } from "../../config/mod.ts";
import type { Warehouse } from "../../warehouse/mod.ts";
import type { JobEnd, KnownTasks, NewJob } from "../queue/mod.ts";

/** How often a worker does what. */
export interface WorkerPace {
  /** Milliseconds between two signs of life. @default 5000 */
  readonly beatMs: number;
  /** Milliseconds between two sweeps of dead workers and looks at the notebooks on disk. @default 15000 */
  readonly sweepMs: number;
  /** Milliseconds of silence after which a worker counts as dead. @default 60000 */
  readonly silentMs: number;
  /** Milliseconds between two looks at the queue. @default 2000 */
  readonly pollMs: number;
  /** Milliseconds before a lost database is tried again. @default 2000 */
  readonly reconnectMs: number;
}

/** The pace of a worker unless a test asks for another. */
export const WORKER_PACE: WorkerPace = {
  beatMs: 5_000,
  sweepMs: 15_000,
  silentMs: 60_000,
  pollMs: 2_000,
  reconnectMs: 2_000,
};

/** How {@linkcode runWorker} works. */
export interface WorkerOptions {
  /** Kernels at once, from 1. */
  readonly jobs: number;
  /** Aborted when the worker shall end: it takes no new job. */
  readonly signal: AbortSignal;
  /** Hears French lines. */
  readonly note: (line: string) => void;
  /** How long jobs under way may take after the signal before they are given back, in milliseconds. @default 60000 */
  readonly stopLimitMs?: number;
  /** @default WORKER_PACE */
  readonly pace?: Partial<WorkerPace>;
  /** @default the machine's own */
  readonly clock?: Clock;
  /** Called when a life begins: once, and again after each lost database. @default nobody */
  readonly onLife?: (workerId: string) => void;
}

/** {@linkcode WorkerOptions} with nothing left out. */
export interface LifeOptions
  extends Omit<Required<WorkerOptions>, "pace" | "onLife">, Pick<WorkerOptions, "onLife"> {
  readonly pace: WorkerPace;
  /** Of Penny. */
  readonly version: string;
  /** Id of the life before; null: none. */
  readonly previous: string | null;
}

/** What every kind of job works with. */
export interface JobContext {
  readonly config: Config;
  readonly options: LifeOptions;
  readonly warehouse: Warehouse;
  readonly known: KnownTasks;
  /** Stops the job. */
  readonly signal: AbortSignal;
}

/** How a job went. */
export interface JobOutcome extends JobEnd {
  /** It failed by something that may be over at the next try. */
  readonly retriable: boolean;
  /** Jobs that it brings. @default none */
  readonly follow?: readonly NewJob[];
  /** Done once the end is recorded, such as a page that shows it. */
  readonly after?: () => Promise<void>;
}
