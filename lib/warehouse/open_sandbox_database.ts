import type { Config } from "../config/mod.ts";
import { embeddedServer, openDatabase } from "./_open_database.ts";
import type { OpenDatabase, OpenOptions } from "./types.ts";

const SANDBOX_DATABASE = "penny_sandbox";
/** Companies that move have a database of their own: the demonstration stands still. */
const MOVING_DATABASE = "penny_sandbox_live";

/**
 * Opens the database of the synthetic companies, always on the embedded server, as its owner; makes it when missing.
 *
 * @param config Settings.
 * @param options Pool; `moving`: the database of the companies that move.
 * @returns The open database.
 * @throws ServiceError The embedded server cannot be started.
 */
export async function openSandboxDatabase(
  config: Config,
  options: OpenOptions & { readonly moving?: boolean } = {},
): Promise<OpenDatabase> {
  const database = options.moving ? MOVING_DATABASE : SANDBOX_DATABASE;
  const server = await embeddedServer(config, database, options);
  return await openDatabase(config, server, { ...options, embedded: true });
}
