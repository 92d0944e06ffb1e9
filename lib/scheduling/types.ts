/** One due slot of a schedule as the queue takes it. */
export interface RunToQueue {
  /** Shared by every machine that works on it: name of the run folder and PENNY_RUN_ID of its kernels. */
  readonly runId: string;
  readonly schedule: string;
  /** The instant at which the run was due. */
  readonly slot: Date;
  /** Names of notebooks or patterns; empty: all. */
  readonly notebooks: readonly string[];
  /** Names, SIREN or ids; empty: all. */
  readonly companies: readonly string[];
  /** Parameters of notebooks by name, as text. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Jobs with a lower number go first. @default 0 in schedules that name none */
  readonly priority: number;
}

/** How a run that was queued stands. */
export type QueuedRunState = "waiting" | "running" | "done" | "failed";

/** Where the scheduler leaves the runs that are due, and asks how they went. */
export interface RunQueue {
  /**
   * Cuts the run into jobs and queues them; twice the same run id adds nothing.
   *
   * @throws PennyError They cannot be queued; when `retriable` the scheduler asks again at its next tick.
   */
  add(run: RunToQueue): Promise<void>;
  /** How the run stands; null: it was never added. */
  state(runId: string): Promise<QueuedRunState | null>;
}
