import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import type { Config } from "../../lib/config/mod.ts";
import {
  connect,
  migrate,
  PrivilegeError,
  QueryError,
  quoteLiteral,
  scramVerifier,
} from "../../lib/connectors/postgres/mod.ts";
import {
  adoptTables,
  BEFORE_SCHEMA,
  MIGRATIONS,
  openWarehouse,
  READERS_ROLE,
  readersPassword,
  type Warehouse,
} from "../../lib/warehouse/mod.ts";
import { withDatabase } from "./_server.ts";

/** Opens the warehouse of a fresh database. */
async function withWarehouse(test: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  await withDatabase("warehouse", async ({ config }) => {
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    await test(warehouse);
  });
}

/** The same settings, for a server that is not Penny's own. */
function asServer(config: Config, server: Warehouse["server"]): Config {
  return { ...config, warehouse: { kind: "server", server } };
}

Deno.test("openWarehouse() prepares a new database once for several processes", async () => {
  await withDatabase("open", async ({ config, db }) => {
    const opened = await Promise.all([1, 2, 3, 4].map(() => openWarehouse(config)));
    await Promise.all(opened.map((warehouse) => warehouse.close()));
    const schemas = await db.rows(
      "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'penny%' ORDER BY 1",
    );
    assert.deepEqual(schemas.flat(), ["penny", "penny_source", "pennylane"]);
    const done = await db.rows("SELECT version, name FROM penny.migrations ORDER BY 1");
    assert.deepEqual(done, MIGRATIONS.map(({ version, name }) => [String(version), name]));
  });
});

Deno.test("openWarehouse() makes the database when it is missing", async () => {
  await withDatabase("missing", async ({ config, db, settings }) => {
    const database = `${settings.database}_new`;
    const server = { ...settings, database };
    await using warehouse = await openWarehouse(asServer(config, server), { notify: () => {} });
    assert.deepEqual(await warehouse.db.rows("SELECT current_database()"), [[database]]);
    await warehouse.close();
    await db.execute(`DROP DATABASE "${database}"`);
  });
});

Deno.test("openWarehouse() refuses the schema of a newer Penny", async () => {
  await withWarehouse(async ({ db, config }) => {
    await db.execute("INSERT INTO penny.migrations (version, name) VALUES (9999, 'later')");
    await assert.rejects(openWarehouse(config), (error: Error) => {
      return error instanceof UsageError && /version 9999.*mettez Penny à jour/.test(error.message);
    });
  });
});

Deno.test("migrate() undoes a step that fails and keeps those before", async () => {
  await withDatabase("steps", async ({ db }) => {
    const first = { version: 1, name: "one", sql: "CREATE TABLE s.one (a int)" };
    const bad = { version: 2, name: "two", sql: "CREATE TABLE s.two (a int); SELECT 1 / 0" };
    const plan = { schema: "s", migrations: [first, bad] };
    await assert.rejects(migrate(db, plan), QueryError);
    const tables = await db.rows(
      "SELECT relname FROM pg_class WHERE relnamespace = 's'::regnamespace AND relkind = 'r' ORDER BY 1",
    );
    assert.deepEqual(tables.flat(), ["migrations", "one"]);
  });
});

Deno.test("openWarehouse() lets readers read present and future tables and write none", async () => {
  await withWarehouse(async ({ db, config, server }) => {
    await db.execute("CREATE TABLE pennylane.customers AS SELECT 1 AS id");
    const reader = { ...server, user: READERS_ROLE, password: readersPassword(config)! };
    await using readers = connect(reader);
    assert.deepEqual(await readers.rows("SELECT id FROM pennylane.customers"), [["1"]]);
    await assert.rejects(readers.execute("DELETE FROM pennylane.customers"), PrivilegeError);
    await assert.rejects(readers.execute("SELECT * FROM penny.companies"), PrivilegeError);
  });
});

Deno.test("scramVerifier() lets a role log in with a password that the server never saw", async () => {
  await withDatabase("verifier", async ({ db, settings }) => {
    const role = `reader_${crypto.randomUUID().slice(0, 8)}`;
    const verifier = scramVerifier("mot de passe 1");
    await db.execute(`CREATE ROLE ${role} LOGIN PASSWORD ${quoteLiteral(verifier)}`);
    const { rolpassword } = await db.one<{ rolpassword: string }>(
      "SELECT rolpassword FROM pg_authid WHERE rolname = $1",
      [role],
    );
    assert.equal(rolpassword, verifier, "kept as it is");
    await using reader = connect({ ...settings, user: role, password: "mot de passe 1" });
    assert.deepEqual(await reader.rows("SELECT current_user"), [[role]]);
    await reader.close();
    await db.execute(`DROP ROLE ${role}`);
  });
});

Deno.test("openWarehouse() does without the readers' role where roles may not be made", async () => {
  await withDatabase("modest", async ({ config, db, settings }) => {
    const user = `modest_${crypto.randomUUID().slice(0, 8)}`;
    await db.execute(
      `CREATE ROLE ${user} LOGIN PASSWORD 'x'; GRANT CREATE ON DATABASE "${settings.database}" TO ${user}`,
    );
    const modest = asServer(config, { ...settings, user, password: "x" });
    const notices: string[] = [];
    for (const _ of [1, 2]) {
      await using warehouse = await openWarehouse(modest, { notify: (line) => notices.push(line) });
      await warehouse.db.execute("SELECT * FROM penny.companies");
    }
    assert.ok(notices.length <= 1, "told once at most");
    await db.execute(`DROP OWNED BY ${user}; DROP ROLE ${user}`);
  });
});

Deno.test("adoptTables() moves only what bears a published name and is not Penny's", async () => {
  await withWarehouse(async (warehouse) => {
    const { db } = warehouse;
    await db.execute(`
      CREATE TABLE pennylane.customers AS SELECT 1 AS id;
      CREATE TABLE pennylane.budget AS SELECT 2 AS id;
      CREATE VIEW pennylane.mine AS SELECT id FROM pennylane.customers;
      CREATE TABLE pennylane.suppliers AS SELECT 3 AS id;
      INSERT INTO penny.tables VALUES ('pennylane', 'suppliers', 'pennylane.suppliers'::regclass)`);
    const names = ["customers", "suppliers", "companies"];
    assert.deepEqual(await adoptTables(warehouse, names), ["customers"]);
    assert.deepEqual(await db.rows("SELECT id FROM pennylane.mine"), [["1"]]);
    assert.deepEqual(await db.rows(`SELECT id FROM ${BEFORE_SCHEMA}.customers`), [["1"]]);
    assert.deepEqual(await adoptTables(warehouse, names), []);
    await db.execute("CREATE TABLE pennylane.customers (id int)");
    await assert.rejects(adoptTables(warehouse, names), /en contient déjà une du même nom/);
  });
});
