import { hostname } from "node:os";
import { type Clock, describeError, pause, systemClock } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import { type Log, openLog } from "../logs/mod.ts";
import { keptPasswords } from "../runs/mod.ts";
import { openWarehouse, type Warehouse } from "../warehouse/mod.ts";
import type { Tell } from "./_drive_runs.ts";
import { pruneSlots } from "./_slot_rows.ts";
import type { Tick } from "./_tick.ts";
import { knownTasks, openRunQueue, renewJobs, sweepWorkers, tellDead } from "./queue/mod.ts";
import { runScheduler, type SchedulerEnd, type SchedulerOptions } from "./run_scheduler.ts";
import { openScheduleAlerts } from "./schedule_alerts.ts";
import { openScheduleSource } from "./schedule_source.ts";
import { runWorker, WORKER_PACE } from "./worker/mod.ts";

/** Milliseconds between two sweeps of dead workers, and two looks at the text of notebooks. */
const UPKEEP_MS = 15_000;
const PRUNE_MS = 86_400_000;
/** Within which the same line is told once. */
const TELL_MS = 60_000;

/** How {@linkcode keepSchedule} works. */
export interface KeepScheduleOptions {
  /** Kernels at once of the worker in this process; null: no worker here. */
  readonly jobs: number | null;
  /** Deal with what is due, wait for it, end. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  /** Shows a line to people. */
  readonly echo: (line: string) => void;
  /** Decides which slots have come; jobs are done on the machine's own. @default the machine's own */
  readonly clock?: Clock;
  /** How the scheduler waits on that clock. @default on the machine's timers */
  readonly sleep?: SchedulerOptions["sleep"];
}

/**
 * Plans runs until the signal, with a worker in the same process unless none is wanted.
 *
 * @param config Settings.
 * @param options Worker, end.
 * @returns How many runs ended, well or not.
 * @throws {UsageError} PENNY_SCHEDULE or the file of schedules mean nothing, another scheduler is there, a kernel is not fit.
 * @throws {ServiceError} The warehouse cannot be reached at the start.
 */
export async function keepSchedule(
  config: Config,
  options: KeepScheduleOptions,
): Promise<SchedulerEnd> {
  const { clock = systemClock, sleep = pause } = options;
  const source = openScheduleSource(config);
  await using warehouse = await openWarehouse(config, { maxConnections: 6, notify: options.echo });
  const queue = await openRunQueue(warehouse);
  const { db } = warehouse;
  const secrets = await keptPasswords(config.home);
  const shown = { secrets, echo: options.echo, notify: tellOnce() };
  const log = openLog(config, { component: "schedule", ...shown });
  const { timeZone } = config.schedule;
  await using alerts = openScheduleAlerts({
    ...{ db, config, timeZone, secrets, clock },
    note: (line) => log.note(line),
  });
  const workerLog = openLog(config, { component: "worker", ...shown });
  await using worker = ownWorker(config, { ...options, log: workerLog });
  const upkeep = upkeepOf(warehouse, log);
  return await runScheduler({
    ...{ db, queue, source, timeZone, once: options.once, clock, sleep },
    identity: {
      machine: hostname(),
      pid: Deno.pid,
      token: crypto.randomUUID().slice(0, 8),
    },
    signal: AbortSignal.any([options.signal, worker.failed]),
    tell: teller(log),
    afterTick: async (tick, now) => {
      worker.begin();
      alerts.looked(tick, now);
      await upkeep(tick, now);
    },
    whenAway: (error, now) => Promise.resolve(alerts.away(error, now)),
  });
}

/** Two logs write to one folder: a full disk is told once. */
function tellOnce(): (line: string) => void {
  let last = "";
  let toldAt = -Infinity;
  return (line) => {
    if (line === last && performance.now() - toldAt < TELL_MS) return;
    [last, toldAt] = [line, performance.now()];
    console.error(line);
  };
}

function teller(log: Log): Tell {
  return (line, { schedule, runId }) => {
    const fields = { ...schedule === "" ? {} : { schedule }, ...runId ? { run: runId } : {} };
    log.note(line, fields);
  };
}

/** Dead workers of other machines, and notebooks whose text has changed since their jobs were queued. */
function upkeepOf({ db, config }: Warehouse, log: Log) {
  let last = 0;
  let prunedAt = 0;
  return async ({ open }: Tick, now: Date) => {
    if (Math.abs(now.getTime() - last) < UPKEEP_MS) return;
    last = now.getTime();
    const dead = await sweepWorkers(db, { silentMs: WORKER_PACE.silentMs });
    // beside the loop: a mail server that hangs holds no slot up; it never throws
    tellDead(dead, { config, db, note: (line) => log.note(line) });
    if (now.getTime() - prunedAt > PRUNE_MS) {
      prunedAt = now.getTime();
      await pruneSlots(db, now);
    }
    if (open.length > 0) await renewJobs(db, await knownTasks(config));
  };
}

/** The worker of this process: begins with the first look, which holds the lock; ends with the scheduler. */
function ownWorker(
  config: Config,
  { jobs, signal, log }: KeepScheduleOptions & { readonly log: Log },
) {
  const end = new AbortController();
  const failed = new AbortController();
  let running: Promise<void> | null = null;
  let fault: unknown = null;
  return {
    failed: failed.signal,
    begin() {
      if (jobs === null || running !== null) return;
      running = runWorker(config, {
        jobs,
        signal: AbortSignal.any([signal, end.signal]),
        note: (line) => {
          if (line.trim() !== "") log.note(line);
        },
      }).catch((error) => {
        fault = error;
        failed.abort();
        log.error(describeError(error));
      });
    },
    async [Symbol.asyncDispose]() {
      end.abort();
      await running;
      if (fault !== null) throw fault;
    },
  };
}
