import { reportRefusal } from "../../alerts/mod.ts";
import { createRedactor, DataError, PennyError } from "../../base/mod.ts";
import type { Config } from "../../config/mod.ts";
import { killAllKernels } from "../../jupyter/mod.ts";
import { acquireRunLock } from "../../runs/mod.ts";
import type { Warehouse } from "../../warehouse/mod.ts";
import {
  beginJob,
  type BegunJob,
  endJob,
  FINISH,
  giveBack,
  type HeldJob,
  insertJobs,
  jobKey,
  type KnownTasks,
  PREPARE,
  putBack,
  type TakenJob,
} from "../queue/mod.ts";
import { finishJob } from "./finish_job.ts";
import { notebookJob } from "./notebook_job.ts";
import { prepareJob } from "./prepare_job.ts";
import type { JobOutcome, LifeOptions } from "./types.ts";

/** What a desk is opened with. */
export interface JobDeskOptions extends LifeOptions {
  readonly warehouse: Warehouse;
  readonly workerId: string;
  readonly known: KnownTasks;
}

/** Raised towards the engine for a job that is no longer this worker's, or waits again. */
class NotEnded extends DataError {}

/** Does the jobs of one life of a worker, and writes how they ended if they are still its own. */
export class JobDesk {
  /** This machine's tasks, as its files stand now. */
  known: KnownTasks;
  readonly #config: Config;
  readonly #options: JobDeskOptions;
  readonly #held = new Map<string, { readonly job: HeldJob; readonly stop: AbortController }>();
  readonly #returned = Promise.withResolvers<void>();
  /** `lost`: nothing may be written any more; `returning`: jobs under way are given back. */
  #state: "open" | "lost" | "returning" = "open";

  /**
   * @param config Settings in the worker's name.
   * @param options What is open.
   */
  constructor(config: Config, options: JobDeskOptions) {
    this.#config = config;
    this.#options = options;
    this.known = options.known;
  }

  /** Names of the notebooks under way. */
  get underWay(): string[] {
    return [...this.#held.values()].map(({ job }) => job.notebook);
  }

  /** The worker is no longer one: nothing of its jobs is written from here on. */
  lose(): void {
    this.#state = "lost";
    for (const { stop } of this.#held.values()) stop.abort();
  }

  /** Stops the jobs under way and gives them back. */
  async giveAllBack(): Promise<void> {
    const { db } = this.#options.warehouse;
    this.#state = "returning";
    killAllKernels();
    try {
      for (const { job, stop } of this.#held.values()) {
        stop.abort();
        await db.transaction((tx) => giveBack(tx, job));
      }
    } finally {
      this.#returned.resolve();
    }
  }

  /**
   * Does one job.
   *
   * @param taken As the engine gave it out.
   * @throws {DataError} It has not ended: the engine leaves it to the next try, or to whom it belongs by now.
   */
  async handle(taken: TakenJob): Promise<void> {
    const owned = await this.#work(taken);
    // the engine deletes a job by its number alone once its handler returns: a worker that is none must not return
    if (!owned) await new Promise(() => {});
  }

  /** Answers false when the worker is no longer one; then nothing is held any more. */
  async #work(taken: TakenJob): Promise<boolean> {
    const { warehouse, workerId, note } = this.#options;
    if (!await this.#mayGoOn()) return false;
    const begun = await beginJob(warehouse.db, taken, workerId);
    if (typeof begun === "string") return begun === "ended";
    const job: HeldJob = { ...begun, workerId };
    const stop = new AbortController();
    const key = jobKey(job);
    this.#held.set(key, { job, stop });
    try {
      // a run on this machine that wants outputs/ alone comes between two jobs
      await using lock = await acquireRunLock([this.#config.outputs, this.#config.home], {
        ...{ command: "worker", wait: true, share: true, signal: stop.signal, note },
      });
      const outcome = lock === null ? INTERRUPTED : await this.#do(begun, stop.signal);
      if (!await this.#mayGoOn()) return false;
      await this.#end(job, taken, outcome);
      return true;
    } catch (error) {
      if (this.#isLost()) return false;
      // a full disk, or a database that has just gone: the engine tries again, the reader is told
      if (!(error instanceof NotEnded)) note(`[ERREUR] ${job.notebook} : ${textOf(error)}`);
      throw error;
    } finally {
      this.#held.delete(key);
    }
  }

  /** Asked before a job's work and after it: its end may come too late. */
  async #mayGoOn(): Promise<boolean> {
    if (this.#state === "returning") {
      await this.#returned.promise;
      throw new NotEnded("travail rendu");
    }
    return !this.#isLost();
  }

  #isLost(): boolean {
    return this.#state === "lost";
  }

  async #do(job: BegunJob, signal: AbortSignal): Promise<JobOutcome> {
    const { warehouse, workerId: _, ...options } = this.#options;
    const config = this.#config;
    const context = { config, options, warehouse, known: this.known, signal };
    try {
      if (job.notebook === PREPARE) return await prepareJob(job, context);
      if (job.notebook === FINISH) return await finishJob(job, context);
      return await notebookJob(job, context);
    } catch (error) {
      const message = createRedactor({ secrets: config.secrets }).text(textOf(error));
      const retriable = error instanceof PennyError && error.retriable;
      const after = async () => {
        // What a notebook met stands in the run, which is reported at its end.
        if (job.notebook !== PREPARE && job.notebook !== FINISH) return;
        const { clock, note } = options;
        const { notes } = await reportRefusal({ config, error, db: warehouse.db, clock });
        for (const line of notes) note(line);
      };
      return { status: "failed", error: message, result: null, retriable, after };
    }
  }

  async #end(job: HeldJob, taken: TakenJob, outcome: JobOutcome): Promise<void> {
    const { warehouse: { db }, note } = this.#options;
    if (outcome.retriable && taken.engineAttempt < taken.maxAttempts) {
      await putBack(db, job, outcome.error);
      note(`[INFO] ${job.notebook} : nouvel essai plus tard : ${outcome.error}`);
      throw new NotEnded(outcome.error ?? "à refaire");
    }
    await db.transaction(async (tx) => {
      // the jobs that follow are there before the end of this one lets the run go on
      await insertJobs(tx, outcome.follow ?? []);
      const mine = await endJob(tx, job, outcome);
      if (!mine) throw new NotEnded("travail repris par un autre exécutant");
    });
    if (outcome.error !== null) note(`[ERREUR] ${job.notebook} : ${outcome.error}`);
    await outcome.after?.();
  }
}

/** The worker ends while the job waits for a run on this machine. */
const INTERRUPTED: JobOutcome = {
  status: "failed",
  error: "exécution interrompue",
  result: null,
  retriable: true,
};

function textOf(error: unknown): string {
  return error instanceof PennyError ? error.message : String(error);
}
