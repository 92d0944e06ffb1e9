import assert from "node:assert/strict";
import { fixedClock, UsageError } from "../../lib/base/mod.ts";
import { type Config, loadConfig } from "../../lib/config/mod.ts";
import { extractDomain, publishDomain, registerCompanies } from "../../lib/sync/mod.ts";
import { adoptTables, openWarehouse, rebuildState } from "../../lib/warehouse/mod.ts";
import { addCompany, type Books, entry, withBooks } from "./_books.ts";

const DOMAIN = "general_ledger";

/** A company whose ledger was read, published, and changed since; with the settings of its warehouse. */
function withLedger(
  name: string,
  test: (books: Books, config: Config) => Promise<void>,
): Promise<void> {
  return withBooks(name, async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.add(DOMAIN, ...entry(1, 100, { amount: "12.50" }));
    for (let i = 0; i < 3; i++) {
      await books.source.execute("UPDATE pennylane.general_ledger SET label = $1", [`avant ${i}`]);
      await cycle(books);
    }
    await books.source.execute(
      "UPDATE pennylane.general_ledger SET label = 'après' WHERE id = 1000",
    );
    const root = await Deno.makeTempDir();
    try {
      await test(books, configOf(books, root));
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  });
}

function configOf({ warehouseSettings }: Books, root: string): Config {
  const { host, port, user, password, database } = warehouseSettings;
  const env = {
    POSTGRES_HOST: host,
    POSTGRES_PORT: String(port),
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
    POSTGRES_DB: database,
    PENNYLANE_DATA_SHARING_KEY: "unused",
    REDSHIFT_USER: "u_1",
  };
  return loadConfig({ root, dotenv: null, env });
}

async function cycle(books: Books): Promise<void> {
  const run = books.run({ clock: fixedClock(new Date(Date.UTC(2026, 9, 31, 12))) });
  await registerCompanies(run);
  await extractDomain(run, "fiscal_years");
  await extractDomain(run, DOMAIN);
  await publishDomain(run, DOMAIN, { transform: (frame) => frame });
}

async function checkExact({ db }: Books): Promise<void> {
  for (const table of ["penny_source.general_ledger", "pennylane.general_ledger"]) {
    assert.deepEqual(
      await db.rows(`SELECT id, label, debit FROM ${table} ORDER BY 1`),
      [["1000", "après", "12.50"], ["1001", "avant 2", "0.00"]],
      table,
    );
  }
}

for (const table of ["units", "publications", "companies", "sources_in_force", "run_units"]) {
  Deno.test(`rebuildState() mends a base whose table penny.${table} was dropped`, () =>
    withLedger("lost_table", async (books, config) => {
      await books.db.execute(`DROP TABLE penny.${table} CASCADE`);
      await assert.rejects(openWarehouse(config, { notify: () => {} }), (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.ok(error.message.includes(`il manque penny.${table}`), error.message);
        assert.match(error.message, / ; restaurez .* « deno task db rebuild » : /);
        return true;
      });
      const rebuilt = await rebuildState(config);
      assert.ok(rebuilt.missing.includes(table));
      assert.equal(rebuilt.keptIn, "penny_avant_1");
      await using warehouse = await openWarehouse(config, { notify: () => {} });
      await warehouse.close();
      await cycle(books);
      await checkExact(books);
      assert.deepEqual(await rebuildState(config), { missing: [], keptIn: null });
    }));
}

Deno.test("publishDomain() refuses to go on without its state, until what it had made is set aside", () =>
  withLedger("lost_schema", async (books, config) => {
    await books.db.execute("DROP SCHEMA penny CASCADE");
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    await assert.rejects(cycle(books), (error: Error) => {
      return error instanceof UsageError &&
        /pennylane\.general_ledger » n'a pas été créée par Penny ; lancez « deno task db adopt »/
          .test(error.message);
    });
    assert.deepEqual(await adoptTables(warehouse, [DOMAIN]), [DOMAIN]);
    await cycle(books);
    await checkExact(books);
  }));

Deno.test("openWarehouse() makes the schemas again that were dropped, and the next run fills them", () =>
  withLedger("lost_schemas", async (books, config) => {
    await books.db.execute("DROP SCHEMA penny_source CASCADE; DROP SCHEMA pennylane CASCADE");
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    await warehouse.close();
    await cycle(books);
    await checkExact(books);
  }));
