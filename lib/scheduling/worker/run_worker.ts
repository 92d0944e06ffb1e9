import { type Clock, pause, PennyError, systemClock, UsageError } from "../../base/mod.ts";
import type { Config } from "../../config/mod.ts";
import { readVersions, requireFitKernel } from "../../runs/mod.ts";
import { WORKER_PACE, type WorkerOptions } from "./types.ts";
import { liveAsWorker } from "./worker_life.ts";

/**
 * Executes jobs of the queue until the signal. A worker whose lock or database is lost kills its kernels, gives up its jobs and
 * begins a new life, under a new id, when the database is back.
 *
 * @param config Settings of this machine.
 * @param options How many jobs, and when to end.
 * @throws {UsageError} Settings, a kernel that is not fit, or a queue of a newer version.
 */
export async function runWorker(config: Config, options: WorkerOptions): Promise<void> {
  const { signal, note, stopLimitMs = 60_000 } = options;
  const pace = { ...WORKER_PACE, ...options.pace };
  const clock: Clock = options.clock ?? systemClock;
  const { penny } = await readVersions(config.root);
  await requireFitKernel({ home: config.home, penny });
  let previous: string | null = null;
  const onLife = (workerId: string) => {
    previous = workerId;
    options.onLife?.(workerId);
  };
  const life = { ...options, stopLimitMs, pace, clock, onLife, version: penny ?? "?" };
  let told: string | null = null;
  while (!signal.aborted) {
    try {
      const lost = await liveAsWorker(config, { ...life, previous });
      if (lost === null) return;
      told = null;
      note(`[INFO] Exécutant interrompu : ${lost} ; ses travaux sont rendus, il se réinscrit`);
    } catch (error) {
      if (error instanceof UsageError || !(error instanceof PennyError)) throw error;
      // the same fault at each try is told once
      if (told !== error.message) note(`[ERREUR] ${error.message} ; nouvel essai dans un instant`);
      told = error.message;
    }
    await pause(pace.reconnectMs, signal);
  }
}
