import type { Config, ServerSettings } from "../config/mod.ts";
import { ensureServer } from "../connectors/embedded_postgres/mod.ts";
import {
  connect,
  type Database,
  QueryError,
  quoteIdentifier,
  type ServiceNames,
  UnknownDatabaseError,
} from "../connectors/postgres/mod.ts";
import { embeddedFolder } from "./embedded_folder.ts";
import { sessionName } from "./session_name.ts";
import type { OpenDatabase, OpenOptions } from "./types.ts";
import { untilStarted } from "./_until_started.ts";

const MAINTENANCE_DATABASE = "postgres";
const DUPLICATE_DATABASE = "42P04";
const UNIQUE_VIOLATION = "23505";

/** How messages name the embedded server. */
export const EMBEDDED_NAMES: ServiceNames = {
  label: "la base de données intégrée",
  whenUnreachable: "lancez « deno task db start » puis recommencez",
  whenRefused: "lancez « deno task db status » : le mot de passe est dans le dossier indiqué",
  whenNoDatabase: "relancez la commande, Penny la crée",
};

/**
 * The embedded server of these settings, started if need be.
 *
 * @param config Settings.
 * @param database Database to name in the answer.
 * @param options `notify`.
 * @returns How to reach it.
 * @throws ServiceError The server cannot be started.
 */
export async function embeddedServer(
  config: Config,
  database: string,
  options: OpenOptions,
): Promise<ServerSettings> {
  const wanted = config.warehouse.kind === "embedded" ? config.warehouse : {};
  const server = await ensureServer({
    folder: embeddedFolder(config),
    ...wanted,
    notify: options.notify,
  });
  return { ...server, database };
}

/**
 * Opens a database; makes it first when the server does not have it.
 *
 * @param config Settings.
 * @param server Where it is.
 * @param options Pool.
 * @returns The open database.
 * @throws AccessError It does not exist and may not be made, or user or password are refused.
 * @throws UnreachableError The server does not answer.
 */
export async function openDatabase(
  config: Config,
  server: ServerSettings,
  options: OpenOptions & { readonly embedded: boolean },
): Promise<OpenDatabase> {
  const connectOptions = {
    applicationName: options.applicationName ?? sessionName(config.worker),
    maxConnections: options.maxConnections,
    service: options.embedded ? EMBEDDED_NAMES : undefined,
  };
  const db = connect(server, connectOptions);
  try {
    const notify = options.notify ?? console.error;
    await untilStarted(() => db.execute("SELECT 1"), { notify }).catch(async (error) => {
      if (!(error instanceof UnknownDatabaseError)) throw error;
      await createDatabase(connect({ ...server, database: MAINTENANCE_DATABASE }, connectOptions), {
        database: server.database,
        reason: error,
      });
    });
  } catch (error) {
    await db.close();
    throw error;
  }
  const close = () => db.close();
  return { db, server, config, close, [Symbol.asyncDispose]: close };
}

/** Another process may make it at the same time: that is as good. */
async function createDatabase(
  maintenance: Database,
  wanted: { readonly database: string; readonly reason: Error },
): Promise<void> {
  await using db = maintenance;
  try {
    await db.execute(`CREATE DATABASE ${quoteIdentifier(wanted.database)}`);
  } catch (error) {
    const state = error instanceof QueryError ? error.sqlState : null;
    if (state === DUPLICATE_DATABASE || state === UNIQUE_VIOLATION) return;
    throw wanted.reason;
  }
}
