import { hostname } from "node:os";
import { formatDuration, idlePause, PennyError, plural } from "../../base/mod.ts";
import type { Config } from "../../config/mod.ts";
import { openDriverPool } from "../../connectors/postgres/mod.ts";
import { killAllKernels } from "../../jupyter/mod.ts";
import { acquireRunLock } from "../../runs/mod.ts";
import { openWarehouse, sessionName, type Warehouse } from "../../warehouse/mod.ts";
import {
  foreignJobs,
  foreignJobsLine,
  type JobPool,
  type KnownTasks,
  knownTasks,
  prepareQueue,
  startJobPool,
  sweepWorkers,
  tellDead,
} from "../queue/mod.ts";
import { JobDesk } from "./job_desk.ts";
import { registerWorker, type Registration, renewTasks } from "./registration.ts";
import { endLocalReports } from "./run_report.ts";
import type { LifeOptions } from "./types.ts";

/** Waiting jobs that this machine cannot do are told at most so often. */
const TELL_MS = 60_000;
/** For connections to close. */
const CLOSE_MS = 2_000;

/**
 * One life of a worker, from its registration to its end or to the loss of its lock.
 *
 * @param settings Of this machine.
 * @param options How it works.
 * @returns Null when it ended in order; else why it is no longer registered, in French.
 * @throws {PennyError} It could not begin.
 */
export async function liveAsWorker(
  settings: Config,
  options: LifeOptions,
): Promise<string | null> {
  const workerId = `w${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const config: Config = { ...settings, worker: workerId };
  const lost = Promise.withResolvers<string>();
  const warehouse = await openWarehouse(config);
  const applicationName = sessionName(workerId);
  const pool = openDriverPool(warehouse.server, {
    applicationName,
    maxConnections: options.jobs + 2,
  });
  try {
    await prepareQueue(pool);
    const known = await knownTasks(config);
    const { version, previous, pace } = options;
    await using registration = await registerWorker(warehouse.server, {
      ...{
        workerId,
        previous,
        version,
        tasks: known.byName.values(),
        beatMs: pace.beatMs,
        machine: hostname(),
        onLost: lost.resolve,
      },
    });
    const desk = new JobDesk(config, { ...options, warehouse, workerId, known });
    const { jobs, note } = options;
    const taken = startJobPool({
      ...{ pool, workerId, jobs, pollMs: pace.pollMs, tasks: known.byName.values() },
      mayTake: () => waitForRun(config, options),
      handle: (job) => desk.handle(job),
    });
    options.onLife?.(workerId);
    note(`[INFO] Exécutant ${workerId} : prêt, ${plural(jobs, "travail", "travaux")} à la fois`);
    return await live({
      config,
      options,
      warehouse,
      desk,
      taken,
      registration,
      lost: lost.promise,
    });
  } finally {
    // a database that no longer answers must not hold the next life up
    await Promise.race([Promise.allSettled([pool.end(), warehouse.close()]), idlePause(CLOSE_MS)]);
  }
}

/** While a run on this machine wants outputs/ alone, jobs are better left to other machines. */
async function waitForRun({ outputs, home }: Config, { signal, note }: LifeOptions): Promise<void> {
  const lock = await acquireRunLock([outputs, home], {
    ...{ command: "worker", wait: true, share: true, signal, note },
  }).catch(() => null); // a disk that refuses is told by the job
  await lock?.[Symbol.asyncDispose]();
}

interface Life {
  readonly config: Config;
  readonly options: LifeOptions;
  readonly warehouse: Warehouse;
  readonly desk: JobDesk;
  readonly taken: JobPool;
  readonly registration: Registration;
  readonly lost: Promise<string>;
}

async function live(life: Life): Promise<string | null> {
  const { desk, taken, registration, options } = life;
  const upkeep = startUpkeep(life);
  try {
    const stopped = taken.ended.then(() => "la file d'attente ne répond plus");
    const reason = await Promise.race([life.lost, stopped, aborted(options.signal)]);
    const drained = taken.drain();
    drained.catch(() => {
      // told by the lock, which is lost with the database
    });
    if (reason !== null) {
      desk.lose();
      killAllKernels();
      return reason;
    }
    const { underWay } = desk;
    if (underWay.length > 0) {
      const most = formatDuration(options.stopLimitMs);
      options.note(
        `[INFO] Arrêt demandé : fin de ${underWay.join(", ")} attendue, ${most} au plus`,
      );
    }
    const late = idlePause(options.stopLimitMs);
    const end = await Promise.race([
      drained.then(() => "drained"),
      late.then(() => "late"),
      life.lost,
    ]);
    if (end === "late") {
      options.note(
        "[INFO] Travaux en cours rendus à la file d'attente : le délai d'arrêt est passé",
      );
      await Promise.race([desk.giveAllBack().then(() => drained), life.lost, idlePause(10_000)]);
    }
    killAllKernels();
    await registration.end("arrêt demandé");
    return null;
  } finally {
    await upkeep.stop();
  }
}

/** Sweeps the dead, looks at the notebooks on disk, ends the records of runs on this machine. */
function startUpkeep({ config, options, warehouse, desk, taken }: Life) {
  const { pace, note } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let toldAt = -Infinity;
  const look = async () => {
    const dead = await sweepWorkers(warehouse.db, { silentMs: pace.silentMs });
    // beside the sweep: a mail server that hangs keeps no job waiting; it never throws
    tellDead(dead, { config, db: warehouse.db, note });
    const known = await knownTasks(config);
    desk.known = known;
    taken.know(known.byName.values());
    await renewTasks(warehouse.db, { workerId: config.worker!, tasks: known.byName.values() });
    await tellForeign(known);
    await endLocalReports(config, { db: warehouse.db, note });
  };
  const tellForeign = async (known: KnownTasks) => {
    if (performance.now() - toldAt < TELL_MS) return;
    const jobs = await foreignJobs(warehouse.db, known);
    if (jobs.length === 0) return;
    toldAt = performance.now();
    note(foreignJobsLine(jobs));
  };
  let working: Promise<void> = Promise.resolve();
  const tick = () => {
    working = look().catch((error) => {
      // a database that is gone is told by the lock; another fault is told here and tried again
      if (!stopped && !(error instanceof PennyError)) note(`[ERREUR] ${String(error)}`);
    }).then(() => {
      if (!stopped) timer = setTimeout(tick, pace.sweepMs);
    });
  };
  // not at once: after a restart of the server the others must come back before anybody counts the dead
  timer = setTimeout(tick, pace.sweepMs);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.race([working, idlePause(2_000)]);
    },
  };
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}
