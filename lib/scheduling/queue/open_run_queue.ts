import type { Config } from "../../config/mod.ts";
import { openDriverPool } from "../../connectors/postgres/mod.ts";
import type { Warehouse } from "../../warehouse/mod.ts";
import type { RunQueue } from "../types.ts";
import { renewJobs } from "./foreign_jobs.ts";
import { PREPARE } from "./job_names.ts";
import { knownTasks } from "./known_tasks.ts";
import { prepareQueue } from "./queue_schema.ts";
import { createRunQueue } from "./run_queue.ts";
import { sweepWorkers } from "./sweep_workers.ts";
import { tellDead } from "./tell_dead.ts";

/** Milliseconds between two looks after the queue. */
const KEEP_MS = 15_000;
/** Milliseconds of silence after which a worker counts as dead. */
const SILENT_MS = 60_000;

/** The queue as a scheduler holds it. */
export interface KeptRunQueue extends RunQueue {
  /**
   * Gives waiting jobs the text that their notebooks have on this machine now, and frees the jobs of dead workers: at most
   * every 15 seconds, however often it is called.
   *
   * @throws {PennyError} The database cannot be used.
   */
  keep(): Promise<void>;
}

/**
 * Opens the queue for a scheduler; makes its tables when they are missing.
 *
 * @param warehouse Where it is; whose settings name the notebooks.
 * @param options Settings; who hears French lines.
 * @returns The queue.
 * @throws {UsageError} A newer Penny made its tables.
 * @throws {ServiceError} The database cannot be reached.
 */
export async function openRunQueue(
  { db, server }: Warehouse,
  { config, note }: { readonly config: Config; readonly note: (line: string) => void },
): Promise<KeptRunQueue> {
  const pool = openDriverPool(server, { maxConnections: 1 });
  try {
    await prepareQueue(pool);
  } finally {
    await pool.end();
  }
  const prepareTask = async () => (await knownTasks(config)).byName.get(PREPARE)!;
  let keptAt = -Infinity;
  return {
    ...createRunQueue(db, { prepareTask }),
    async keep() {
      if (performance.now() - keptAt < KEEP_MS) return;
      keptAt = performance.now();
      await renewJobs(db, await knownTasks(config));
      await tellDead(await sweepWorkers(db, { silentMs: SILENT_MS }), { config, db, note });
    },
  };
}
