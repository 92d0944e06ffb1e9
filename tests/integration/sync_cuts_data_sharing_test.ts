import assert from "node:assert/strict";
import { ServiceError } from "../../lib/base/mod.ts";
import { openDataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import { DOMAINS } from "../../lib/domains/mod.ts";
import { type SyncContext, type UnitResult, visibleCompanies } from "../../lib/sync/mod.ts";
import { extractFromDataSharing } from "../../lib/sync/data_sharing/extract.ts";
import { addCompany, type Books, withBooks } from "./_books.ts";
import { type CuttingProxy, openCuttingProxy } from "./_cutting_proxy.ts";

/** Before the one fiscal year, in it, and after it; the fourth slice, of rows without a date, is empty. */
const DATES = ["2019-05-05", "2026-05-05", "2031-05-05"];
const SLICES = 4;

/** Three bank transactions a date, read through a connection that can be cut. */
function withCuts(
  name: string,
  test: (books: Books, proxy: CuttingProxy) => Promise<void>,
): Promise<void> {
  return withBooks(`cut_${name}`, async (books) => {
    await addCompany(books, 1, "Alpha");
    const rows = DATES.flatMap((date, i) =>
      [1, 2, 3].map((n) => ({
        ...{ company_id: 1, id: (i + 1) * 10 + n, execution_date: date, label: "avant" },
      }))
    );
    await books.add("bank_transactions", ...rows);
    await books.read("fiscal_years");
    const { host, port } = books.sourceSettings;
    await using proxy = openCuttingProxy({ host, port }, "DECLARE penny_cursor");
    await test(books, proxy);
  }, { etl: true });
}

/** Reads the transactions in slices, whatever their number. */
async function readSlices(
  books: Books,
  proxy: CuttingProxy,
  overrides: Partial<SyncContext> = {},
): Promise<{ unit: UnitResult; notes: readonly string[] }> {
  await using dataSharing = openDataSharing({ ...books.sourceSettings, port: proxy.port });
  const context = books.run({ dataSharing, ...overrides });
  const units = (await visibleCompanies(context))
    .map((company) => ({ source: "data_sharing", domain: "bank_transactions", company } as const));
  const reading = await extractFromDataSharing(context, DOMAINS.bank_transactions, {
    ...{ units, refresh: false, batchRows: 1 },
  });
  return { unit: reading!.units[0]!, notes: reading!.notes };
}

function mirror({ db }: Books) {
  return db.rows(
    "SELECT id, execution_date, label FROM penny_source.bank_transactions ORDER BY id",
  );
}

function source({ source }: Books) {
  return source.rows(
    "SELECT id, execution_date, label FROM pennylane.bank_transactions ORDER BY id",
  );
}

async function stateOf({ db }: Books) {
  return await db.one<{ cursor: unknown; compared_at: string | null }>(
    "SELECT cursor, compared_at FROM penny.units WHERE domain = 'bank_transactions'",
  );
}

Deno.test("extractDomain() goes on with the slice at which its connection was cut", () =>
  withCuts("resumed", async (books, proxy) => {
    proxy.cutAt([3]);
    const { unit, notes } = await readSlices(books, proxy);
    assert.deepEqual([unit.status, unit.plan!.kind, unit.rows], ["ok", "full", 9]);
    assert.equal(proxy.count, SLICES + 1);
    assert.deepEqual(await mirror(books), await source(books));
    assert.deepEqual(notes.map((note) => note.replaceAll("\u00a0", " ")), [
      "Alpha : lecture reprise après une coupure, 9 lignes gardées ; la prochaine exécution comparera tout",
    ]);
    assert.deepEqual(await stateOf(books), { cursor: null, compared_at: null });
    const next = await readSlices(books, proxy);
    assert.equal(next.unit.plan!.kind, "compare");
    assert.notEqual((await stateOf(books)).cursor, null);
    assert.equal((await readSlices(books, proxy)).unit.plan!.kind, "unchanged");
  }));

Deno.test("extractDomain() takes the later row of a key and deletes nothing absent from several snapshots", () =>
  withCuts("moved", async (books, proxy) => {
    await readSlices(books, proxy);
    const { compared_at } = await stateOf(books);
    proxy.cutAt([proxy.count + 3], () =>
      books.source.execute(
        // The first moves out of a slice that was read into one that was not, the second the other way; the third goes.
        "UPDATE etl.bank_transactions SET execution_date = '2031-06-06', label = 'après' WHERE id = 11; " +
          "UPDATE etl.bank_transactions SET execution_date = '2019-06-06', label = 'après' WHERE id = 31; " +
          "DELETE FROM etl.bank_transactions WHERE id = 32",
      ));
    const { unit } = await readSlices(books, proxy, { wish: { full: true } });
    assert.deepEqual([unit.status, unit.rows, unit.counts.deleted], ["ok", 9, 0]);
    const rows = await mirror(books);
    assert.deepEqual(rows.filter(([id]) => ["11", "31", "32"].includes(id!)), [
      ["11", "2031-06-06", "après"],
      ["31", "2031-05-05", "avant"],
      ["32", "2031-05-05", "avant"],
    ]);
    assert.deepEqual(await stateOf(books), { cursor: null, compared_at });
    await readSlices(books, proxy);
    assert.deepEqual(await mirror(books), await source(books));
  }));

Deno.test("extractDomain() tells nothing as missed after a comparison from several snapshots", () =>
  withCuts("compared", async (books, proxy) => {
    await readSlices(books, proxy);
    // The first cursor reads what was announced: when it is cut, all comes from the second snapshot.
    for (const [step, hour, whole] of [[1, 16, true], [4, 20, false]] as const) {
      await books.source.execute(
        `UPDATE etl.bank_transactions SET synchronised_at = '2026-10-30 ${hour}:00:00', label = 'à ${hour} h'`,
      );
      proxy.cutAt([proxy.count + step]);
      const { plan, status, missed } = (await readSlices(books, proxy)).unit;
      assert.deepEqual([status, plan!.reason], ["ok", "le schéma etl a été reconstruit"]);
      assert.equal(missed?.updated, whole ? 0 : undefined);
      assert.deepEqual(await mirror(books), await source(books));
      assert.equal((await stateOf(books)).cursor !== null, whole);
    }
  }));

Deno.test("extractDomain() gives up after three cuts in a row without a complete slice", () =>
  withCuts("given_up", async (books, proxy) => {
    proxy.cutAt([2, 3, 5, 6, 7, 8]);
    await assert.rejects(
      readSlices(books, proxy),
      (error: Error) => error instanceof ServiceError && error.retriable,
    );
    assert.equal(proxy.count, 8);
    const units = "SELECT FROM penny.units WHERE domain = 'bank_transactions'";
    assert.deepEqual(await books.db.rows(units), []);
    const { unit } = await readSlices(books, proxy);
    assert.deepEqual([unit.status, unit.rows], ["ok", 9]);
  }));

Deno.test("extractDomain() reads changes again from one snapshot when its connection was cut", () =>
  withCuts("changes", async (books, proxy) => {
    await readSlices(books, proxy);
    await books.source.execute(
      "UPDATE etl.bank_transactions SET label = 'après', synchronised_at = '2026-10-30 16:00:00' WHERE id < 20; " +
        "UPDATE etl.bank_transactions SET deleted_at = '2026-10-30 16:00:00' WHERE id = 33",
    );
    proxy.cutAt([proxy.count + 2]);
    const { unit } = await readSlices(books, proxy);
    assert.deepEqual([unit.status, unit.plan!.kind, unit.counts.updated, unit.counts.deleted], [
      ...["ok", "changes", 3, 1],
    ]);
    assert.deepEqual(await mirror(books), await source(books));
    assert.equal((await readSlices(books, proxy)).unit.plan!.kind, "unchanged");
  }));
