import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, loadConfig } from "../../lib/config/mod.ts";
import { type EmbeddedServer, ensureServer } from "../../lib/connectors/embedded_postgres/mod.ts";
import { connect, type Database, quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import { embeddedFolder } from "../../lib/warehouse/mod.ts";
import { citusCluster } from "./_citus.ts";

/** Far from the ports that people use. */
const TEST_PORT = 5733;
/** Longest wait for connections that were closed just now to leave the server's list. */
const LEAVE_LIMIT_MS = 3_000;

/** What a test gets: an empty database of its own. */
export interface TestDatabase {
  readonly db: Database;
  /** How to open more connections to it. */
  readonly settings: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  /** Settings of a clone of its own (a temporary folder) whose warehouse is this database; not in demo mode. */
  readonly config: Config;
  /** The same settings as an environment, for other processes. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * PENNY_HOME of the one server that all integration tests of a run share: the test command sets it, and stops that server at
 * its end; without it a folder of the system's temporary folder, whose server stays up between runs.
 */
export function testHome(): string {
  return Deno.env.get("PENNY_HOME") || join(tmpdir(), `penny-test-${Deno.uid() ?? "user"}`);
}

/** The shared server, started by the first test that asks. */
export function testServer(): Promise<EmbeddedServer> {
  const folder = embeddedFolder({ home: testHome() });
  return ensureServer({ folder, wantedPort: TEST_PORT, notify: () => {} });
}

/**
 * Runs a test on a fresh database, drops it afterwards, and fails when connections to it are still open.
 *
 * @param name Short name; the database is called `test_<name>_<random>`.
 * @param test The test.
 */
export async function withDatabase(
  name: string,
  test: (database: TestDatabase) => Promise<void>,
): Promise<void> {
  const server = await testServer();
  await using admin = connect({ ...server, database: "postgres" }, { maxConnections: 1 });
  await withDatabaseOf({
    server,
    env: {},
    create: (database) => admin.execute(`CREATE DATABASE ${quoteIdentifier(database)}`),
    drop: (database) => admin.execute(`DROP DATABASE ${quoteIdentifier(database)} WITH (FORCE)`),
  }, { name, test });
}

/**
 * The same for a database that shall receive results: on the Citus cluster of PENNY_TEST_CITUS_URL when it is set.
 *
 * @param name Short name.
 * @param test The test.
 */
export async function withWarehouseDatabase(
  name: string,
  test: (database: TestDatabase) => Promise<void>,
): Promise<void> {
  const cluster = citusCluster();
  if (cluster === null) return await withDatabase(name, test);
  const { host, port, user, password } = cluster.server;
  const env = {
    POSTGRES_HOST: host,
    POSTGRES_PORT: String(port),
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
  };
  await withDatabaseOf({ ...cluster, env }, { name, test });
}

/** Where databases are made for tests. */
interface Place {
  readonly server: Omit<TestDatabase["settings"], "database">;
  /** Settings that lead Penny there. */
  readonly env: Readonly<Record<string, string>>;
  readonly create: (database: string) => Promise<unknown>;
  readonly drop: (database: string) => Promise<unknown>;
}

async function withDatabaseOf(
  { server, env, create, drop }: Place,
  { name, test }: { name: string; test: (database: TestDatabase) => Promise<void> },
): Promise<void> {
  const database = `test_${name.slice(0, 40)}_${crypto.randomUUID().slice(0, 8)}`;
  await create(database);
  const settings = { ...server, database };
  const db = connect(settings);
  const root = await Deno.makeTempDir({ prefix: "penny clone é " });
  let leaked: unknown[] = [];
  try {
    const own = testEnvironment({ ...env, POSTGRES_DB: database });
    await test({ db, settings, config: loadConfig({ root, env: own, dotenv: null }), env: own });
  } finally {
    await db.close();
    await Deno.remove(root, { recursive: true });
    leaked = await lingering(settings);
    await drop(database);
  }
  assert.deepEqual(leaked, [], "the test left connections open");
}

function testEnvironment(own: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PENNY_HOME: testHome(),
    PENNYLANE_DATA_SHARING_KEY: "clé de test",
    REDSHIFT_USER: "u_test",
    ...own,
  };
}

/** Connections still there, but this one and those of a cluster among itself; a backend needs a moment after its client has closed. */
async function lingering(settings: TestDatabase["settings"]): Promise<unknown[]> {
  await using db = connect(settings, { maxConnections: 1 });
  const deadline = Date.now() + LEAVE_LIMIT_MS;
  for (;;) {
    const open = await db.many(
      "SELECT application_name, state, query FROM pg_stat_activity WHERE datname = current_database() " +
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid() " +
        "AND application_name NOT LIKE 'citus%'",
    );
    if (open.length === 0 || Date.now() > deadline) return open;
    await db.execute("SELECT pg_sleep(0.01)");
  }
}
