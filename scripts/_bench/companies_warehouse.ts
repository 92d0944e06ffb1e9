import { UsageError } from "../../lib/base/mod.ts";
import { connect } from "../../lib/connectors/postgres/mod.ts";
import { withBenchHome } from "./bench_home.ts";

/** Schemas that Penny makes. */
const SCHEMAS = ["pennylane", "penny_source", "penny_queue", "penny"];

/**
 * Gives a warehouse with nothing in it, and takes away what was put there.
 *
 * @param database A database of the user; null: an embedded server that is removed afterwards.
 * @param use Gets the settings of processes that shall use it.
 * @throws {UsageError} The database of the user holds schemas of Penny already.
 */
export async function withFreshWarehouse(
  database: URL | null,
  use: (env: Record<string, string>) => Promise<void>,
): Promise<void> {
  await withBenchHome(async ({ PENNY_HOME }) => {
    const env = { PENNY_HOME: PENNY_HOME! };
    if (database === null) return await use(env);
    await refuseUsed(database);
    try {
      await use({ ...env, ...settingsOf(database) });
    } finally {
      await dropSchemas(database);
    }
  });
}

function settingsOf(url: URL): Record<string, string> {
  const { host, port, user, password, database } = serverOf(url);
  return {
    POSTGRES_HOST: host,
    POSTGRES_PORT: String(port),
    POSTGRES_DB: database,
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
  };
}

function serverOf(url: URL) {
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    // a server that asks for none takes any
    password: decodeURIComponent(url.password) || "aucun",
    database: decodeURIComponent(url.pathname.slice(1)),
  };
}

async function refuseUsed(url: URL): Promise<void> {
  await using db = connect(serverOf(url), { maxConnections: 1 });
  const found = await db.rows("SELECT nspname FROM pg_namespace WHERE nspname = ANY($1)", [
    SCHEMAS,
  ]);
  if (found.length === 0) return;
  throw new UsageError(
    `Impossible de mesurer dans la base « ${url.pathname.slice(1)} » : elle contient déjà ${
      found.join(", ")
    } ; ` +
      "donnez une base vide, faite pour la mesure",
  );
}

/** One after the other: a transaction that drops hundreds of distributed tables locks more than a server allows. */
async function dropSchemas(url: URL): Promise<void> {
  await using db = connect(serverOf(url), { maxConnections: 1 });
  for (const schema of SCHEMAS) await db.execute(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
}
