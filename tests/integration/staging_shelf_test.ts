import assert from "node:assert/strict";
import type { Database, Queryable } from "../../lib/connectors/postgres/mod.ts";
import type { Staging, StagingDefinition } from "../../lib/sync/staging.ts";
import { type StagingShelf, withStagingShelf } from "../../lib/sync/staging_shelf.ts";
import { withWarehouseDatabase } from "./_server.ts";

const DEFINITION: StagingDefinition = {
  purpose: "raw_things",
  columns: [{ name: "company_id", type: "bigint" }, { name: "id", type: "bigint" }],
  index: ["company_id", "id"],
};

/** A connection with its shelf. */
interface Shelved {
  readonly db: Database;
  readonly session: Queryable;
  readonly shelf: StagingShelf;
}

function withShelf(name: string, test: (shelved: Shelved) => Promise<void>): Promise<void> {
  return withWarehouseDatabase(`shelf_${name}`, async ({ db }) => {
    await db.execute("CREATE SCHEMA penny_source");
    await db.session((session) =>
      withStagingShelf(session, (shelf) => test({ db, session, shelf }))
    );
    assert.deepEqual(await tables(db), [], "a table was left");
    const locks = await db.rows(
      "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' " +
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    assert.deepEqual(locks, [], "a lock was left");
  });
}

async function tables(db: Database): Promise<string[]> {
  const rows = await db.rows(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'penny_source' ORDER BY 1",
  );
  return rows.map(([name]) => name!);
}

/** Lends a table to a company, fills it, and gives its name. */
function fill(
  { session, shelf }: Shelved,
  companyId: string,
  rows: number,
): Promise<string> {
  return shelf.lend({ definition: DEFINITION, companyId }, async ({ name, table }) => {
    const before = await session.rows(`SELECT id FROM ${table}`);
    assert.deepEqual(before, [], "not empty");
    await session.execute(
      `INSERT INTO ${table} SELECT $1::bigint, n FROM generate_series(1, $2::bigint) n`,
      [companyId, rows],
    );
    return name;
  });
}

Deno.test("StagingShelf lends one table to one company after the other, empty each time", () =>
  withShelf("again", async (shelved) => {
    const first = await fill(shelved, "1", 3);
    assert.deepEqual(await tables(shelved.db), [first]);
    assert.equal(await fill(shelved, "2", 5), first);
    assert.equal(await fill(shelved, "1", 2), first);
  }));

Deno.test("StagingShelf lends two tables of one kind at once, and another kind apart", () =>
  withShelf("two", async (shelved) => {
    const { shelf, db } = shelved;
    const lend = (
      definition: StagingDefinition,
      work: (staging: Staging) => Promise<void>,
    ) => shelf.lend({ definition, companyId: "1" }, work);
    const other = { ...DEFINITION, columns: DEFINITION.columns.slice(0, 1), index: [] };
    await lend(DEFINITION, (one) =>
      lend(DEFINITION, (two) =>
        lend(other, async (three) => {
          assert.deepEqual(await tables(db), [one.name, two.name, three.name].toSorted());
        })));
    const third = await fill(shelved, "2", 1);
    assert.equal((await tables(db)).length, 3);
    assert.ok((await tables(db)).includes(third));
  }));

Deno.test("StagingShelf makes a table anew through which many rows went", () =>
  withShelf("worn", async (shelved) => {
    const first = await fill(shelved, "1", 12_000);
    assert.equal(await fill(shelved, "2", 12_000), first);
    assert.notEqual(await fill(shelved, "3", 1), first);
    assert.equal((await tables(shelved.db)).length, 1);
  }));

Deno.test("StagingShelf takes the rows of a reading that failed away, and gives its error", () =>
  withShelf("failed", async (shelved) => {
    const { session, shelf } = shelved;
    const failing = shelf.lend({ definition: DEFINITION, companyId: "1" }, async ({ table }) => {
      await session.execute(`INSERT INTO ${table} VALUES (1, 1)`);
      throw new RangeError("the reading broke");
    });
    await assert.rejects(failing, /the reading broke/);
    await fill(shelved, "1", 1);
    assert.equal((await tables(shelved.db)).length, 1);
  }));

Deno.test("StagingShelf drops a table that cannot be emptied", () =>
  withShelf("broken", async (shelved) => {
    const { session, shelf } = shelved;
    const renamed = shelf.lend(
      { definition: DEFINITION, companyId: "1" },
      async ({ name, table }) => {
        await session.execute(`ALTER TABLE ${table} RENAME COLUMN company_id TO other`);
        return name;
      },
    );
    const first = await renamed;
    assert.notEqual(await fill(shelved, "1", 1), first);
    assert.equal((await tables(shelved.db)).length, 1);
  }));
