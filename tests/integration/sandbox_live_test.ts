import assert from "node:assert/strict";
import fc from "fast-check";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { serveSandboxApi } from "../../lib/sandbox/api/mod.ts";
import { type LiveChange, liveConsistency, type LiveKind } from "../../lib/sandbox/live/mod.ts";
import { CHANGES } from "../../lib/sandbox/live/changes/mod.ts";
import { loadSandbox, madeSandbox } from "../../lib/sandbox/mod.ts";
import { makeClone } from "./_clone.ts";
import { moveAtRandom, withLiveBooks } from "./live_books.ts";
import { COMPANIES, DATE, getFrom } from "./_sandbox_api.ts";

const ALL_KINDS = Object.keys(CHANGES) as LiveKind[];
const STEPS = 150;

Deno.test("openLive() keeps both faces of the books equal whatever happens", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.array(fc.noBias(fc.nat({ max: 100_000 })), { minLength: STEPS, maxLength: STEPS }),
      (seed, numbers) =>
        withLiveBooks("faces", async (books) => {
          const moved = await moveAtRandom(books, { seed, numbers, compareEvery: STEPS });
          assert.deepEqual(moved.differences, [], `at step ${moved.step}`);
          assert.ok(Object.keys(moved.kinds).length > 15);
        }),
    ),
    // A failure prints its seed; shrinking would make the books again hundreds of times.
    { numRuns: 1, endOnFailure: true },
  );
});

Deno.test("openLive() makes every kind of change, and tells each in its feeds alone", async () => {
  await withLiveBooks("kinds", async ({ db, clock, open }) => {
    const live = await open();
    const before = await snapshot(db);
    const changes: LiveChange[] = [];
    for (const kind of ALL_KINDS) {
      // What nothing tells comes last: nothing else may stay untold.
      if (kind === "silent_change") {
        const { changed, gone } = await before.compare();
        const told = toldRows(changes).filter((row) => !gone.includes(row));
        assert.deepEqual(told, changed);
      }
      clock.advance(60);
      const change = await live.step(kind);
      assert.equal(change.kind, kind, change.text);
      if (!change.silent) changes.push(change);
      assert.ok(change.rows.length > 0, kind);
      assert.equal(change.silent, kind.startsWith("silent"));
      assert.equal(change.events.length === 0, UNTOLD.includes(kind), kind);
      for (const { processedAt } of change.events) {
        const delay = processedAt.getTime() - change.at.getTime();
        assert.ok(delay >= 300 && delay <= 45_004, `${kind}: ${delay} ms`);
      }
    }
    assert.deepEqual(await liveConsistency(db), []);
  });
});

/** Resources that have a feed of their own, and their rows. */
const FED = {
  customers: "customers",
  suppliers: "suppliers",
  customer_invoices: "invoices",
  supplier_invoices: "invoices",
  transactions: "transactions",
  ledger_entry_lines: "ledger_entry_lines",
} as const;

/** Rows of the API that events tell, each once. */
function toldRows(changes: readonly LiveChange[]): string[] {
  const told = changes.flatMap(({ events }) => events).filter(({ feed }) => feed in FED);
  return [...new Set(told.map(({ feed, id }) => `${FED[feed as keyof typeof FED]} ${id}`))].sort();
}

/** The API's rows as they are now; later, those that are otherwise, and those told that came and went meanwhile. */
async function snapshot(db: Database) {
  const tables = [...new Set(Object.values(FED))];
  await db.execute("CREATE SCHEMA snapshot");
  for (const table of tables) {
    await db.execute(`CREATE UNLOGGED TABLE snapshot.${table} AS TABLE sandbox_api.${table}`);
  }
  const rows = async (sql: (table: string) => string) => {
    const found = await db.many<{ row: string }>(tables.map(sql).join(" UNION ALL "));
    return found.map(({ row }) => row).sort();
  };
  return {
    compare: async () => ({
      changed: await rows((table) =>
        `SELECT '${table} ' || coalesce(a.id, b.id) AS row
           FROM sandbox_api.${table} a FULL JOIN snapshot.${table} b USING (company_id, id)
          WHERE a::text IS DISTINCT FROM b::text`
      ),
      gone: await rows((table) =>
        `SELECT DISTINCT '${table} ' || e.id AS row FROM sandbox_api.events e
          WHERE e.operation = 'delete' AND NOT EXISTS (
                  SELECT FROM snapshot.${table} b WHERE b.company_id = e.company_id AND b.id = e.id)`
      ),
    }),
  };
}

/** Kinds of rows that have no feed, and what nothing tells. */
const UNTOLD: readonly LiveKind[] = [
  "bank_balance",
  "category_renamed",
  "account_renamed",
  "journal_renamed",
  "fiscal_year_opened",
  "silent_change",
  "silent_deletion",
];

Deno.test("Live refresh() brings Data Sharing up to date, silent changes unmarked", async () => {
  await withLiveBooks("refresh", async ({ db, clock, open }) => {
    const live = await open();
    const since = () =>
      db.many<{ model: string; operation: string }>(
        `SELECT 'customer_invoices' AS model, CASE WHEN deleted_at IS NULL THEN 'kept' ELSE 'deleted' END AS operation
           FROM etl.customer_invoices WHERE synchronised_at = $1::timestamp`,
        [clock.now().toISOString().slice(0, -1)],
      );
    clock.advance(3600);
    const { rows: [row] } = await live.step("customer_draft");
    const shown = () =>
      db.maybeOne("SELECT id FROM pennylane.customer_invoices WHERE id = $1", [row!.id]);
    assert.equal(await shown(), null);
    assert.equal((await live.refresh()).rows.customer_invoices, 1);
    assert.notEqual(await shown(), null);
    assert.deepEqual(await since(), [{ model: "customer_invoices", operation: "kept" }]);

    clock.advance(3600);
    await live.step("customer_draft_deleted");
    await live.refresh();
    assert.deepEqual(await since(), [{ model: "customer_invoices", operation: "deleted" }]);

    clock.advance(3600);
    assert.equal((await live.step("silent_deletion")).silent, true);
    const { rows } = await live.refresh();
    assert.equal(rows.customer_invoices, 1);
    assert.deepEqual(await since(), []);
    assert.deepEqual((await live.refresh()).rows, {});
  });
});

Deno.test("Live keepUp() refreshes after two hours, and rebuilds etl after a week", async () => {
  await withLiveBooks("keep_up", async ({ db, clock, open }) => {
    const live = await open();
    const deleted = () =>
      db.one<{ count: string }>(
        "SELECT count(*) FROM etl.general_ledger WHERE deleted_at IS NOT NULL",
      );
    assert.equal(await live.keepUp(), "refreshed");
    clock.advance(7199);
    assert.equal(await live.keepUp(), null);
    clock.advance(1);
    assert.equal(await live.keepUp(), "refreshed");
    assert.notEqual((await deleted()).count, "0");
    clock.advance(7 * 86_400);
    assert.equal(await (await open()).keepUp(), "rebuilt");
    assert.equal((await deleted()).count, "0");
    const moments = await db.many(
      `SELECT DISTINCT synchronised_at FROM etl.general_ledger
        UNION SELECT synchronised_at FROM etl.companies UNION SELECT synchronised_at FROM etl.suppliers`,
    );
    assert.equal(moments.length, 1);
    assert.deepEqual(await liveConsistency(db), []);
  });
});

Deno.test("openLive() repeats the same changes for the same seed and clock", async () => {
  const told: string[] = [];
  for (const name of ["first", "second"]) {
    await withLiveBooks(name, async ({ db, clock, open }) => {
      let text = "";
      for (let step = 0; step < 40; step++) {
        clock.advance(90);
        // Opening again in mid-course changes nothing.
        const live = step % 20 === 0 ? await open(7) : undefined;
        text += JSON.stringify(await (live ?? await open(7)).step());
      }
      const { digest } = await db.one<{ digest: string }>(
        `SELECT md5(string_agg(e::text, '|' ORDER BY e::text)) AS digest FROM sandbox_api.events e`,
      );
      told.push(text + digest);
    });
  }
  assert.equal(told[0], told[1]);
});

Deno.test("serveSandboxApi() tells changes of moving books when their events have come", async () => {
  await withLiveBooks("served", async ({ db, clock, open }) => {
    const live = await open();
    await using api = await serveSandboxApi(db, {
      clock,
      tokens: COMPANIES.map((companyId, index) => ({
        ...{ token: `token-${index}`, companyId, scopes: ["customer_invoices:readonly"] },
      })),
      limit: { requests: 1_000_000, windowSeconds: 5 },
    });
    clock.advance(60);
    const made = await live.step("customer_draft");
    const token = COMPANIES.indexOf(made.companyId as typeof COMPANIES[number]);
    const since = new Date(made.at.getTime() - 1000).toISOString();
    const feed = `/changelogs/customer_invoices?start_date=${since}`;
    const path = `/customer_invoices/${made.events[0]!.id}`;
    assert.deepEqual((await getFrom(api, feed, token)).json.items, []);
    assert.equal((await getFrom(api, path, token)).json.draft, true);
    clock.advance(60);
    const { items } = (await getFrom(api, feed, token)).json;
    assert.deepEqual(items.map((one: { operation: string }) => one.operation), [
      "insert",
      "update",
    ]);
    const [first, second] = items.map((one: { processed_at: string }) =>
      Date.parse(one.processed_at)
    );
    assert.ok(second - first >= 0 && second - first < 10);
    await db.execute("DELETE FROM sandbox_model.invoices WHERE is_draft AND id <> $1", [
      made.rows[0]!.id,
    ]);
    const gone = await live.step("customer_draft_deleted");
    assert.deepEqual(gone.rows[0]!.id, made.rows[0]!.id);
    assert.equal((await getFrom(api, path, token)).status, 404);
  });
});

Deno.test("loadSandbox() makes books anew that have begun to move", async () => {
  await withLiveBooks("anew", async ({ db, open }) => {
    const live = await open();
    await live.step();
    assert.equal((await madeSandbox(db))?.moving, true);
    assert.equal((await loadSandbox(db, { seed: 1, date: DATE })).made, true);
    assert.equal((await madeSandbox(db))?.moving, false);
    await assert.rejects(live.step(), { name: "UsageError", message: /refabriquées/ });
    assert.equal((await (await open()).step()).step, 1);
    assert.deepEqual(await liveConsistency(db), []);
  });
});

Deno.test({
  name: "sandbox --live tells what happens until it is interrupted, and goes on where it stopped",
  // Windows ends a process at a signal, without a word.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using clone = await makeClone();
    const refused = await clone.command("sandbox", ["--pace", "5"]);
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /ne vivent qu'avec « --live »/);
    for (const first of [/\[OK\] 3 sociétés/, /\[INFO\] Sociétés de démonstration reprises/]) {
      const child = clone.spawn("sandbox", ["--live", "--pace", "3000", "--refresh"]);
      const errors = new Response(child.stderr).text();
      let text = "";
      let interrupted = false;
      for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
        text += part;
        const told = text.split("\n").filter((line) => TOLD.test(line)).length;
        // A second signal would end it at once.
        if (told >= 5 && !interrupted) child.kill("SIGINT");
        interrupted ||= told >= 5;
      }
      assert.equal((await child.status).code, 0);
      assert.equal(await errors, "");
      assert.match(text, first);
      assert.match(text, /\[INFO\] \d+\u00a0changements/);
    }
  },
});

const TOLD = /^\d{2}:\d{2}:\d{2} {2}(Pharmacie|Agence|Charpentes)[^:]* : ./;
