import type { Config } from "../config/mod.ts";
import { embeddedServer, openDatabase } from "./_open_database.ts";
import type { OpenDatabase, OpenOptions } from "./types.ts";

const SANDBOX_DATABASE = "penny_sandbox";

/**
 * Opens the database of the synthetic companies, always on the embedded server, as its owner; makes it when missing.
 *
 * @param config Settings.
 * @param options Pool.
 * @returns The open database.
 * @throws ServiceError The embedded server cannot be started.
 */
export async function openSandboxDatabase(
  config: Config,
  options: OpenOptions = {},
): Promise<OpenDatabase> {
  const server = await embeddedServer(config, SANDBOX_DATABASE, options);
  return await openDatabase(config, server, { ...options, embedded: true });
}
