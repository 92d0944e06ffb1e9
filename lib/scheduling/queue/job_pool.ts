import { EventEmitter } from "node:events";
import { type Job, type JobHelpers, runTaskList, type WorkerPool } from "graphile-worker";
import type { DriverPool } from "../../connectors/postgres/mod.ts";
import { type JobId, QUEUE_SCHEMA } from "./job_names.ts";
import { silentLogger } from "./silent_logger.ts";

/** A job as the engine gives it out. */
export interface TakenJob extends JobId {
  /** From 1. */
  readonly engineAttempt: number;
  readonly maxAttempts: number;
}

/** What a pool is started with. */
export interface JobPoolOptions {
  readonly pool: DriverPool;
  /** Under this name its jobs are locked. */
  readonly workerId: string;
  /** Jobs at once, from 1. */
  readonly jobs: number;
  /** Milliseconds between two looks at the queue; new jobs are told at once. */
  readonly pollMs: number;
  /** What it can do. */
  readonly tasks: Iterable<string>;
  /** Awaited before each look at the queue. */
  readonly mayTake: () => Promise<void>;
  /** Does a job. When it rejects, the engine tries the job again later, unless the job is no longer this worker's. */
  readonly handle: (job: TakenJob) => Promise<void>;
}

/** Jobs that are being taken from the queue. */
export interface JobPool {
  /** Replaces what it can do; jobs under way go on. */
  know(tasks: Iterable<string>): void;
  /** Takes no new job; resolves when those under way have ended. */
  drain(): Promise<void>;
  /** Resolves when the engine has given up by itself. */
  readonly ended: Promise<void>;
}

/**
 * Takes jobs from the queue by graphile-worker.
 *
 * @param options Who takes what.
 * @returns A pool that works at once.
 */
export function startJobPool(options: JobPoolOptions): JobPool {
  const { pool, workerId, jobs, pollMs, handle } = options;
  const run = async (payload: unknown, { job }: JobHelpers) => {
    await handle({ ...payload as JobId, ...attemptsOf(job) });
  };
  // the engine looks at this object each time that it asks for a job
  const taskList: Record<string, typeof run> = {};
  for (const task of options.tasks) taskList[task] = run;
  const events = new EventEmitter();
  events.on("pool:create", ({ workerPool }: { workerPool: WorkerPool }) => {
    workerPool.id = workerId;
  });
  const taken = runTaskList(
    {
      schema: QUEUE_SCHEMA,
      concurrency: jobs,
      pollInterval: pollMs,
      noHandleSignals: true,
      forbiddenFlags: async () => {
        await options.mayTake();
        return null;
      },
      logger: silentLogger,
      events,
      // without these the engine awaits neither, and a lost database would end the process
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    },
    taskList,
    pool,
  );
  return {
    ended: taken.promise.catch(() => {
      // it ended with its database: how does not matter, the worker begins anew
    }),
    know(tasks) {
      const wanted = new Set(tasks);
      for (const task of wanted) taskList[task] = run;
      for (const task of Object.keys(taskList)) if (!wanted.has(task)) delete taskList[task];
    },
    drain: async () => {
      await taken.gracefulShutdown();
    },
  };
}

function attemptsOf({ attempts, max_attempts }: Job) {
  return { engineAttempt: attempts, maxAttempts: max_attempts };
}
