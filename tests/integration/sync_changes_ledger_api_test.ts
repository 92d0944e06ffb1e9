import assert from "node:assert/strict";
import type { Pennylane } from "../../lib/connectors/pennylane/mod.ts";
import { ScopeError } from "../../lib/connectors/pennylane/mod.ts";
import { planApiUnit } from "../../lib/sync/api/plan_api_unit.ts";
import type { ApiToken } from "../../lib/sync/mod.ts";
import { type Live, NOTHING, plain, withLive, written } from "./_live_api.ts";
import { type EditRow, shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("changes_ledger");
const LINES = "sandbox_api.ledger_entry_lines";
/** What six feeds and the groups of categories take when nothing has changed. */
const QUIET = 7;

/** Only the last months of the ledger are left, to be read fast. */
Deno.test.beforeAll(async () => {
  for (const table of [LINES, "sandbox_api.ledger_entries"]) {
    await served().db.execute(`DELETE FROM ${table} WHERE date < '2026-06-01'`);
  }
});

/** Ids of lines in an order without a meaning. */
function someLines({ ids }: Live, count: number): Promise<string[]> {
  return ids(`SELECT id FROM ${LINES} WHERE company_id = $1 ORDER BY md5(id::text) LIMIT ${count}`);
}

/** Adds a cent to the debit of a line, and tells it. */
async function addCent(live: Live, line: string, cent: string): Promise<void> {
  await live.change(
    `UPDATE ${LINES} SET debit = debit + $3::numeric WHERE company_id = $1 AND id = $2`,
    line,
    cent,
  );
  await live.tell("ledger_entry_lines", "update", line);
}

Deno.test("extractDomain() sends as many requests as changed rows take, whatever the size of the ledger", () =>
  withLive({ name: "requests", served: served() }, async (live) => {
    await live.read("general_ledger");
    for (const count of [1, 100, 250]) {
      // Later than an event can be late, so that the overlap gives nothing again.
      live.clock.advance(3600);
      const lines = await someLines(live, count);
      await live.change(
        `UPDATE ${LINES} SET label = label || '+' WHERE company_id = $1 AND id = ANY($2::bigint[])`,
        lines,
      );
      for (const id of lines) await live.tell("ledger_entry_lines", "update", id);
      const entries = await live.ids(
        `SELECT DISTINCT entry_id FROM ${LINES} WHERE company_id = $1 AND id = ANY($2::bigint[])`,
        lines,
      );
      const { result, paths } = await live.read("general_ledger");
      const expected = QUIET + Math.ceil(count / 100) + Math.ceil(entries.length / 100);
      assert.equal(paths.length, expected, `${count} lines`);
      assert.equal(result.plan?.requests, expected);
      assert.equal(result.counts.updated, count);
    }
    live.clock.advance(3600);
    const quiet = await live.read("analytical_ledger");
    assert.deepEqual([quiet.paths.length, quiet.touched], [QUIET, []]);
    await live.checkEqual("general_ledger");
  }));

Deno.test("extractDomain() tells how many rows and requests it has behind it", () =>
  withLive({ name: "progress", served: served() }, async (live) => {
    const { result } = await live.read("general_ledger");
    const told = live.books.events.flatMap((event) =>
      event.type === "progress" && /Grand livre/.test(event.text) && event.requests ? [event] : []
    );
    const { rows, requests } = told.at(-1)!;
    assert.equal(rows, result.rows);
    const counts = told.map(({ requests }) => requests!.done);
    assert.deepEqual(counts, counts.toSorted((a, b) => a - b));
    assert.ok(requests!.done >= Math.ceil(result.rows / 100), `${requests!.done} requests`);
  }));

Deno.test("extractDomain() keeps rows, raw rows and cursor of a refused reading of changes, and reads them again", () =>
  withLive({ name: "red", served: served() }, async (live) => {
    await live.read("general_ledger");
    const [line] = await someLines(live, 1) as [string];
    await addCent(live, line, "0.01");
    const refused = await live.read("general_ledger");
    assert.equal(refused.result.status, "red");
    assert.deepEqual(refused.touched, []);
    await addCent(live, line, "-0.01");
    const { result } = await live.read("general_ledger");
    assert.equal(result.status, "ok", result.reason ?? "");
    assert.equal(result.plan?.kind, "changes");
    assert.deepEqual(written(result), NOTHING);
    await live.checkEqual("general_ledger");
  }));

Deno.test("extractDomain() reads the lines of an entry whose categories changed, and new and gone entries", () =>
  withLive({ name: "entries", served: served() }, async (live) => {
    await live.read("general_ledger");
    const [tagged, gone, copied] = await live.ids(
      `SELECT entry_id FROM ${LINES} WHERE company_id = $1 GROUP BY 1 HAVING count(*) = 2 ORDER BY md5(entry_id::text) LIMIT 3`,
    ) as [string, string, string];
    await live.change(
      `INSERT INTO sandbox_api.line_categories
       SELECT l.company_id, l.id, (SELECT max(id) FROM sandbox_api.categories WHERE company_id = $1), 0.5
         FROM ${LINES} l WHERE l.company_id = $1 AND l.entry_id = $2`,
      tagged,
    );
    await live.tell("ledger_entries_categories", "insert", "1", { entry: tagged });
    const goneLines = await live.ids(
      `DELETE FROM ${LINES} WHERE company_id = $1 AND entry_id = $2 RETURNING id`,
      gone,
    );
    await live.change(
      "DELETE FROM sandbox_api.ledger_entries WHERE company_id = $1 AND id = $2",
      gone,
    );
    for (const id of goneLines) await live.tell("ledger_entry_lines", "delete", id);
    const copy = (table: string, where: string, shift: string) =>
      live.ids(
        `INSERT INTO ${table} SELECT i.* FROM ${table} o, jsonb_populate_record(o, ${shift}) i
          WHERE o.company_id = $1 AND o.${where} = $2 RETURNING id`,
        copied,
      );
    await copy("sandbox_api.ledger_entries", "id", "jsonb_build_object('id', o.id + 700000000000)");
    const newLines = await copy(
      LINES,
      "entry_id",
      "jsonb_build_object('id', o.id + 700000000000, 'entry_id', o.entry_id + 700000000000, 'lettering', NULL)",
    );
    for (const id of newLines) await live.tell("ledger_entry_lines", "insert", id);
    const { result } = await live.read("general_ledger");
    assert.equal(result.status, "ok", result.reason ?? "");
    assert.deepEqual(written(result), { inserted: 2, updated: 2, deleted: 2 });
    await live.checkEqual("general_ledger");
    await live.checkEqual("analytical_ledger");
  }));

Deno.test("extractDomain() reads the ledger with a token that may not see documents", () => {
  const token = (given: ApiToken): ApiToken => ({
    ...given,
    client: async () => {
      const client = await given.client();
      const changes = (feed: string, options: object) => {
        if (!/invoices|transactions/.test(feed)) {
          return client.changes(feed as "customers", options);
        }
        const request = { method: "GET", path: `/changelogs/${feed}` } as const;
        throw new ScopeError("403", { request, status: 403, scope: `${feed}:readonly` });
      };
      return { ...client, me: () => client.me(), changes } as unknown as Pennylane;
    },
  });
  return withLive({ name: "scopes", served: served(), token }, async (live) => {
    await live.read("general_ledger");
    const [line] = await someLines(live, 1) as [string];
    await live.change(`UPDATE ${LINES} SET label = 'Vue' WHERE company_id = $1 AND id = $2`, line);
    await live.tell("ledger_entry_lines", "update", line);
    const { result } = await live.read("general_ledger");
    assert.equal(result.plan?.kind, "changes");
    assert.deepEqual(written(result), { ...NOTHING, updated: 1 });
  });
});

Deno.test("planApiUnit() says the requests that are known before anything is read", () =>
  withLive({ name: "plans", served: served() }, async (live) => {
    const { db } = live.books;
    const { result, paths } = await live.read("general_ledger");
    const context = live.books.run({ clock: live.clock });
    const plan = (more = {}) => planApiUnit({ ...context, ...more }, db, result.unit);
    const usual = (await plan()).plan;
    assert.deepEqual([usual.kind, usual.requests], ["changes", QUIET]);
    const full = (await plan({ wish: { full: true } })).plan;
    assert.equal(full.kind, "full");
    // Lists that are read by several requests at a time take a few more.
    const more = paths.length - full.requests!;
    assert.ok(more >= 0 && more <= 18, `${full.requests} planned, ${paths.length} sent`);
    // One ledger alone was put back: both are read whole, since they are one reading.
    await db.execute("DELETE FROM penny.units WHERE domain = 'analytical_ledger'");
    const { plan: both, parts } = await plan();
    assert.deepEqual([both.kind, parts.length], ["full", 2]);
    const again = await live.read("general_ledger");
    assert.equal(again.result.status, "ok", again.result.reason ?? "");
    await live.checkEqual("analytical_ledger");
  }));

Deno.test("planApiUnit() compares when another token reads, or an older clock", () =>
  withLive({ name: "doubts", served: served() }, async (live) => {
    const { db } = live.books;
    const { result: { unit } } = await live.read("customers");
    const context = live.books.run({ clock: live.clock });
    const told = async (more: Partial<typeof context>, token = unit.company.token!) => {
      const company = { ...unit.company, token };
      const { plan } = await planApiUnit({ ...context, ...more }, db, { ...unit, company });
      return [plan.kind, plan.reason];
    };
    assert.deepEqual(await told({}), ["changes", "changements annoncés par la source"]);
    assert.deepEqual(await told({}, { ...unit.company.token!, hash: "other" }), [
      "compare",
      "le jeton n'est plus celui de la dernière lecture",
    ]);
    const now = live.clock.now().getTime();
    const before = { now: () => new Date(now - 86_400_000) };
    assert.deepEqual(await told({ clock: before }), [
      "compare",
      "l'horloge est revenue en arrière",
    ]);
  }));

/** Both lines of an entry of two get a euro more; answers their ids. */
async function correctEntry(live: Live): Promise<readonly [string, string]> {
  const lines = await live.ids(
    `SELECT id FROM ${LINES} WHERE company_id = $1 AND entry_id = (SELECT min(entry_id) FROM (SELECT entry_id FROM ${LINES}
      WHERE company_id = $1 GROUP BY 1 HAVING count(*) = 2 AND count(*) FILTER (WHERE debit > 0) = 1) e) ORDER BY id`,
  ) as [string, string];
  await live.change(
    `UPDATE ${LINES} SET debit = debit + CASE WHEN debit > 0 THEN 1 ELSE 0 END,
      credit = credit + CASE WHEN credit > 0 THEN 1 ELSE 0 END, updated_at = $3::timestamp
      WHERE company_id = $1 AND id = ANY($2::bigint[])`,
    lines,
    plain(live.clock.now()),
  );
  return lines;
}

/** Reads, and tells the other line of an entry once the reading has seen that it is changing. */
async function readWhileTold(live: Live, tell: () => Promise<void>, overrides = {}) {
  const isTold = () =>
    live.books.events.some((one) =>
      one.type === "progress" && /en train de changer/.test(one.text)
    );
  let over = false;
  const reading = live.read("general_ledger", overrides).finally(() => over = true);
  while (!isTold() && !over) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(isTold(), "the reading saw nothing move");
  await tell();
  return (await reading).result;
}

Deno.test("extractDomain() waits for the other line of an entry that is saved while changes are read", () =>
  withLive({ name: "moving_changes", served: served() }, async (live) => {
    await live.read("general_ledger");
    const [one, other] = await correctEntry(live);
    await live.tell("ledger_entry_lines", "update", one);
    const result = await readWhileTold(
      live,
      () => live.tell("ledger_entry_lines", "update", other),
    );
    assert.equal(result.status, "ok", result.reason ?? "");
    assert.deepEqual(written(result), { ...NOTHING, updated: 2 });
    await live.checkEqual("general_ledger");
  }));

Deno.test("extractDomain() waits for the other line of an entry that is saved while all is read", () => {
  let stale: string | null = null;
  const edit: EditRow = (row) =>
    String(row.id) === stale
      ? { ...row, ...lessByOne(row, "debit"), ...lessByOne(row, "credit") }
      : row;
  return withLive({ name: "moving_whole", served: served(), edit }, async (live) => {
    await live.read("general_ledger");
    const [one, other] = await correctEntry(live);
    await live.tell("ledger_entry_lines", "update", one);
    // The list gives the other one as it was before, and its event comes later.
    stale = other;
    const tell = async () => {
      stale = null;
      await live.tell("ledger_entry_lines", "update", other);
    };
    const result = await readWhileTold(live, tell, { wish: { full: true } });
    assert.equal(result.status, "ok", result.reason ?? "");
    assert.deepEqual(written(result), { ...NOTHING, updated: 2 });
    assert.deepEqual(result.missed, NOTHING);
    await live.checkEqual("general_ledger");
  });
});

function lessByOne(row: Record<string, unknown>, key: string): Record<string, string> {
  const amount = Number(row[key]);
  return amount > 0 ? { [key]: (amount - 1).toFixed(2) } : {};
}
