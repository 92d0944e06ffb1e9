import type { Config } from "../config/mod.ts";
import { embeddedServer, openDatabase } from "./_open_database.ts";
import { prepareWarehouse } from "./_prepare.ts";
import type { OpenOptions, Warehouse } from "./types.ts";

/**
 * Opens the database that receives the results: starts the embedded server if it is that one, makes the database, the
 * schemas and the readers' role where they are missing, and brings the schema `penny` to its last version. Several
 * processes may ask at once.
 *
 * @param config Settings.
 * @param options Pool.
 * @returns The warehouse; close it after use (`await using`).
 * @throws ServiceError The server cannot be started or reached.
 * @throws UsageError Wrong password, unknown database, missing right, server too old, schema of a newer Penny.
 *
 * @example
 * ```ts ignore
 * await using warehouse = await openWarehouse(loadConfig());
 * await warehouse.db.many("SELECT name FROM penny.companies");
 * ```
 */
export async function openWarehouse(
  config: Config,
  options: OpenOptions = {},
): Promise<Warehouse> {
  const { warehouse } = config;
  const embedded = warehouse.kind === "embedded";
  const server = embedded
    ? await embeddedServer(config, warehouse.database, options)
    : warehouse.server;
  const opened = await openDatabase(config, server, { ...options, embedded });
  try {
    await prepareWarehouse(opened.db, config, options.notify ?? console.error);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}
