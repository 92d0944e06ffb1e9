import assert from "node:assert/strict";
import { ROW_ID_OFFSET } from "../../lib/sandbox/api/mod.ts";
import { COMPANIES, DrivenClock, filterOf, getFrom, NOON, withSandboxApi } from "./_sandbox_api.ts";

const DAY = 86_400;

Deno.test("serveSandboxApi() tells changes of four weeks in order, each once, whatever the page", async () => {
  await withSandboxApi("feeds", async ({ all, get, db }) => {
    const tied = await db.many(
      "SELECT FROM sandbox_api.events GROUP BY feed, company_id, processed_at HAVING count(*) > 1",
    );
    assert.equal(tied.length, 0);
    const whole = await all("/changelogs/ledger_entry_lines?limit=1000", 2);
    assert.ok(whole.length > 200);
    assert.deepEqual(await all("/changelogs/ledger_entry_lines?limit=37", 2), whole);
    const times = whole.map((one) => String(one.processed_at));
    assert.deepEqual(times, [...times].sort());
    assert.equal(new Set(times).size, times.length);
    const oldest = new Date(NOON.getTime() - 28 * DAY * 1000).toISOString();
    assert.ok(times.every((time) => time >= oldest && time <= NOON.toISOString()));
    const operations = new Set(whole.map((one) => one.operation));
    assert.deepEqual([...operations].sort(), ["delete", "insert", "update"]);

    const start = times[50]!;
    const since = await all(`/changelogs/ledger_entry_lines?limit=1000&start_date=${start}`, 2);
    assert.deepEqual(since, whole.slice(50));
    for (const feed of ["products", "quotes"]) {
      assert.deepEqual((await get(`/changelogs/${feed}`)).json, {
        items: [],
        has_more: false,
        next_cursor: null,
      });
    }
  });
});

Deno.test("serveSandboxApi() tells in a feed every row that changed, and 404 for the deleted", async () => {
  await withSandboxApi("changed", async ({ all, get, db }) => {
    const since = new Date(NOON.getTime() - 28 * DAY * 1000).toISOString();
    for (const [token, companyId] of COMPANIES.entries()) {
      const events = await all("/changelogs/supplier_invoices?limit=1000", token);
      const invoices = await all("/supplier_invoices?limit=100", token);
      const changed = invoices.filter((one) => String(one.updated_at) > since).map((one) => one.id);
      const deleted = events.filter((one) => one.operation === "delete").map((one) =>
        Number(one.id)
      );
      const told = new Set(events.map((one) => one.id));
      assert.ok(changed.length > 5 && changed.every((id) => told.has(id)));
      const gone = await db.many<{ id: string }>(
        "SELECT id FROM etl.supplier_invoices WHERE company_id = $1 AND deleted_at IS NOT NULL",
        [companyId],
      );
      const shift = token === 2 ? ROW_ID_OFFSET : 0;
      assert.deepEqual(deleted, gone.map(({ id }) => Number(id) + shift));
      for (const id of deleted) {
        assert.equal((await get(`/supplier_invoices/${id}`, token)).status, 404);
      }
      const left = await all(
        `/supplier_invoices?${filterOf(["id", "in", [...told].slice(0, 100)])}&limit=100`,
        token,
      );
      assert.ok(left.length > 0 && left.every(({ id }) => !deleted.includes(Number(id))));
    }
  });
});

Deno.test("serveSandboxApi() keeps changes for 28 days of its clock", async () => {
  await withSandboxApi("window", async ({ serve, get }) => {
    const clock = new DrivenClock();
    await using api = await serve({ clock });
    const at = (query: string) => getFrom(api, `/changelogs/transactions?limit=1000&${query}`);
    const limit = NOON.getTime() - 28 * DAY * 1000;
    const start = (ms: number) => `start_date=${new Date(ms).toISOString()}`;
    const all = (await at("")).json.items.length;
    assert.ok(all > 50);
    assert.equal((await at(start(limit))).json.items.length, all);
    const old = await at(start(limit - 1000));
    assert.deepEqual([old.status, old.json.status], [422, 422]);
    clock.advance(20 * DAY);
    const later = (await at("")).json.items.length;
    assert.ok(later > 0 && later < all);
    assert.equal((await at(start(limit))).status, 422);
    clock.advance(20 * DAY);
    assert.deepEqual((await at("")).json.items, []);

    const page = await get("/changelogs/transactions?limit=2");
    const cursor = encodeURIComponent(page.json.next_cursor);
    const both = await get(`/changelogs/transactions?cursor=${cursor}&${start(limit)}`);
    assert.equal(both.status, 400);
    const odd = ["2026-10-20", "0000-01-01T00:00:00Z", "2026-13-01T00:00:00Z"].map((text) =>
      `cursor=${btoa(text)}`
    );
    for (
      const bad of [...odd, "cursor=abc", "cursor=%7B", "start_date=2026-10-20", "start_date=x"]
    ) {
      assert.equal((await get(`/changelogs/transactions?${bad}`)).status, 400, bad);
    }
    const zoned = encodeURIComponent("2026-10-31T02:00:00+01:00");
    const same = await get(`/changelogs/transactions?start_date=${zoned}`);
    assert.deepEqual(
      same.json,
      (await get("/changelogs/transactions?start_date=2026-10-31T01:00:00Z")).json,
    );
  });
});

Deno.test("serveSandboxApi() says a late invoice is late on the day of its clock", async () => {
  await withSandboxApi("late", async ({ serve, all }) => {
    const upcoming = (await all("/customer_invoices?limit=100", 1)).filter((one) =>
      one.status === "upcoming"
    );
    assert.ok(upcoming.length > 0);
    const clock = new DrivenClock();
    clock.advance(120 * DAY);
    await using api = await serve({ clock });
    for (const { id } of upcoming) {
      assert.equal((await getFrom(api, `/customer_invoices/${id}`, 1)).json.status, "late");
    }
  });
});
