import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, loadConfig } from "../../lib/config/mod.ts";
import { type EmbeddedServer, ensureServer } from "../../lib/connectors/embedded_postgres/mod.ts";
import { connect, type Database, quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import { embeddedFolder } from "../../lib/warehouse/mod.ts";

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
  const database = `test_${name.slice(0, 40)}_${crypto.randomUUID().slice(0, 8)}`;
  await using admin = connect({ ...server, database: "postgres" }, { maxConnections: 1 });
  await admin.execute(`CREATE DATABASE ${quoteIdentifier(database)}`);
  const settings = { ...server, database };
  const db = connect(settings);
  const root = await Deno.makeTempDir({ prefix: "penny clone é " });
  let leaked: unknown[] = [];
  try {
    await test({ db, settings, config: testConfig(root, database) });
  } finally {
    await db.close();
    await Deno.remove(root, { recursive: true });
    leaked = await lingering(admin, database);
    await admin.execute(`DROP DATABASE ${quoteIdentifier(database)} WITH (FORCE)`);
  }
  assert.deepEqual(leaked, [], "the test left connections open");
}

function testConfig(root: string, database: string): Config {
  return loadConfig({ root, env: testEnvironment(database), dotenv: null });
}

/** Settings of a clone whose warehouse is a test database. */
export function testEnvironment(database: string): Record<string, string> {
  return {
    PENNY_HOME: testHome(),
    POSTGRES_DB: database,
    PENNYLANE_DATA_SHARING_KEY: "clé de test",
    REDSHIFT_USER: "u_test",
  };
}

/** Connections still there; a backend needs a moment after its client has closed. */
async function lingering(admin: Database, database: string): Promise<unknown[]> {
  const deadline = Date.now() + LEAVE_LIMIT_MS;
  for (;;) {
    const open = await admin.many(
      "SELECT application_name, state, query FROM pg_stat_activity " +
        "WHERE datname = $1 AND backend_type = 'client backend'",
      [database],
    );
    if (open.length === 0 || Date.now() > deadline) return open;
    await admin.execute("SELECT pg_sleep(0.01)");
  }
}
