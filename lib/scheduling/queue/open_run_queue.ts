import { openDriverPool } from "../../connectors/postgres/mod.ts";
import type { Warehouse } from "../../warehouse/mod.ts";
import type { RunQueue } from "../types.ts";
import { PREPARE } from "./job_names.ts";
import { knownTasks } from "./known_tasks.ts";
import { prepareQueue } from "./queue_schema.ts";
import { createRunQueue } from "./run_queue.ts";

/**
 * The queue of a warehouse for who plans runs on this machine: makes its tables where they are missing, and takes the text of
 * notebooks from this machine's files at each run.
 *
 * @param warehouse Open.
 * @returns The queue; it lives as long as the warehouse.
 * @throws {UsageError} A newer version of Penny made the tables.
 * @throws {ServiceError} The database cannot be reached, or refuses.
 */
export async function openRunQueue({ config, db, server }: Warehouse): Promise<RunQueue> {
  const pool = openDriverPool(server, { maxConnections: 1 });
  try {
    await prepareQueue(pool);
  } finally {
    await pool.end();
  }
  const prepareTask = async () => (await knownTasks(config)).byName.get(PREPARE)!;
  return createRunQueue(db, { prepareTask });
}
