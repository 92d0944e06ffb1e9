import assert from "node:assert/strict";
import { DataError, ServiceError } from "../../lib/base/mod.ts";
import { extractDomain, type UnitResult } from "../../lib/sync/mod.ts";
import { lockUnit } from "../../lib/sync/unit_lock.ts";
import type { DataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import { addCompany, type Books, entry, untilBlocked, withBooks } from "./_books.ts";

const MIRROR = "penny_source.general_ledger__data_sharing";

/** A company whose ledger has been read once and has changed since. */
async function changedLedger(books: Books): Promise<void> {
  await addCompany(books, 1, "Alpha");
  await books.add("general_ledger", ...entry(1, 100, { amount: "120.50" }));
  await books.read("general_ledger");
  await books.source.execute("UPDATE pennylane.general_ledger SET label = 'vu'");
}

/** Data Sharing, with something that happens while the ledger is being read. */
function meanwhile({ run }: Books, happens: () => Promise<unknown>): DataSharing {
  const real = run().dataSharing!;
  return {
    probe: (table: string) => real.probe(table),
    countByCompany: (table: string, column: string) => real.countByCompany(table, column),
    snapshot: <T>(work: Parameters<typeof real.snapshot<T>>[0]) =>
      real.snapshot<T>((snapshot) =>
        work({
          ...snapshot,
          async *read(selection) {
            yield* snapshot.read(selection);
            if (selection.table === "general_ledger") await happens();
          },
        })
      ),
  } as DataSharing;
}

Deno.test("extractDomain() keeps the old rows when another process moved the unit meanwhile", () =>
  withBooks("fenced", async (books) => {
    await changedLedger(books);
    const before = await books.db.rows(`SELECT ctid, xmin, label FROM ${MIRROR} ORDER BY id`);
    const dataSharing = meanwhile(books, () =>
      books.db.execute(
        "UPDATE penny.units SET version = version + 1 WHERE domain = 'general_ledger'",
      ));
    const { units } = await books.read("general_ledger", { dataSharing });
    assert.deepEqual(units.map(({ status, rows }) => [status, rows]), [["failed", 2]]);
    assert.match(units[0]!.reason!, /un autre traitement l'a mis à jour entre-temps ; relancez/);
    assert.deepEqual(
      await books.db.rows(`SELECT ctid, xmin, label FROM ${MIRROR} ORDER BY id`),
      before,
    );
  }));

Deno.test("extractDomain() can be run again after its connection was lost in the middle", () =>
  withBooks("cut", async (books) => {
    await changedLedger(books);
    const dataSharing = meanwhile(books, () =>
      books.db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' " +
          "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      ));
    await assert.rejects(
      books.read("general_ledger", { dataSharing }),
      (error: Error) => error instanceof ServiceError && error.retriable,
    );
    assert.deepEqual(await books.db.rows(`SELECT label FROM ${MIRROR} WHERE label = 'vu'`), []);
    const { units } = await books.read("general_ledger");
    assert.equal(units[0]!.counts.updated, 2);
    const staging = "SELECT relname FROM pg_class WHERE relname LIKE 'staging%'";
    assert.deepEqual(await books.db.rows(staging), []);
  }));

Deno.test("publishDomain() keeps the digits of ids beyond what a float can hold", () =>
  withBooks("long_ids", async (books) => {
    const [company, line] = ["9007199254740993", "9223372036854775807"];
    await books.add("companies", { id: company, name: "Alpha" });
    await books.add("general_ledger", {
      company_id: company,
      id: line,
      debit: "0",
      credit: "0",
      date: "2026-03-15",
    });
    await books.read("general_ledger");
    for (const label of ["one", "two"]) {
      await books.source.execute(`UPDATE pennylane.general_ledger SET label = '${label}'`);
      await books.read("general_ledger");
      const { failures } = await books.publish("general_ledger");
      assert.deepEqual(failures, []);
      const rows = await books.db.rows(
        "SELECT company_id, id, label FROM pennylane.general_ledger",
      );
      assert.deepEqual(rows, [[company, line, label]]);
    }
    const state = "SELECT DISTINCT company_id FROM penny.publications";
    assert.deepEqual(await books.db.rows(state), [[company]]);
  }));

Deno.test("extractDomain() says whom it waits for and reads once the other has ended", () =>
  withBooks("waiting", async (books) => {
    await changedLedger(books);
    const [{ unit }] = (await books.read("general_ledger")).units as [UnitResult];
    const context = books.run();
    const reading = await books.db.session(async (other) => {
      await lockUnit(other, unit);
      const promise = extractDomain(context, "general_ledger");
      await untilBlocked(books);
      return { promise };
    });
    const { units } = await reading.promise;
    assert.deepEqual(units.map(({ status }) => status), ["ok"]);
    const told = books.events.flatMap((event) => event.type === "progress" ? [event.text] : []);
    assert.equal(told.at(-1), "Grand livre : « Alpha » est en cours de lecture ailleurs, attente");
  }));

Deno.test("extractDomain() asks once when the fault is that of the table, not of a company", () =>
  withBooks("one_fault", async (books) => {
    for (const id of [1, 2, 3, 4]) {
      await addCompany(books, id, `Société ${id}`);
      await books.add("general_ledger", ...entry(id, 100 * id, { amount: "5" }));
    }
    await books.read("fiscal_years");
    const real = books.run().dataSharing!;
    let readings = 0;
    const dataSharing = {
      probe: (table: string) => real.probe(table),
      async countByCompany(table: string, column: string) {
        await books.source.execute("ALTER TABLE pennylane.general_ledger DROP COLUMN label");
        return await real.countByCompany(table, column);
      },
      snapshot: <T>(
        work: Parameters<typeof real.snapshot<T>>[0],
      ) => (readings++, real.snapshot<T>(work)),
    } as DataSharing;
    await assert.rejects(
      extractDomain(books.run({ dataSharing }), "general_ledger"),
      (error: Error) => error instanceof DataError && /"label" does not exist/.test(error.message),
    );
    assert.equal(readings, 1);
  }));
