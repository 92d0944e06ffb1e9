import assert from "node:assert/strict";
import { fixedClock } from "../../lib/base/mod.ts";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { FaultState } from "../../lib/sandbox/api/fault_state.ts";
import { pageQuery } from "../../lib/sandbox/api/list_page.ts";
import { RESOURCES } from "../../lib/sandbox/api/resources/mod.ts";
import type { ApiRequest, FilterField, Operator } from "../../lib/sandbox/api/types.ts";
import { COMPANIES, filterOf, NOON, type Served, withSandboxApi } from "./_sandbox_api.ts";

Deno.test("serveSandboxApi() pages to the end of a list, each row once, in both orders", async () => {
  await withSandboxApi("pages", async ({ all, db }) => {
    for (
      const [list, table] of [
        ["/ledger_entries", "ledger_entries"],
        ["/transactions", "transactions"],
        ["/customers", "customers"],
      ] as const
    ) {
      const { n } = await db.one<{ n: string }>(
        `SELECT count(*) AS n FROM sandbox_api.${table} WHERE company_id = $1`,
        [COMPANIES[1]],
      );
      for (const sort of ["id", "-id"]) {
        const ids = (await all(`${list}?limit=97&sort=${sort}`, 1)).map((one) => Number(one.id));
        assert.equal(new Set(ids).size, Number(n), list);
        const ordered = [...ids].sort((a, b) => sort === "id" ? a - b : b - a);
        assert.deepEqual(ids, ordered, `${list} ${sort}`);
      }
    }
    for (const sort of ["date", "-date"]) {
      const entries = await all(`/ledger_entries?limit=100&sort=${sort}`, 0);
      assert.equal(new Set(entries.map((one) => one.id)).size, entries.length);
      assert.equal(entries.length, (await all("/ledger_entries?limit=100", 0)).length);
      const dates = entries.map((one) => (one.date ?? "infinity") as string);
      const ordered = [...dates].sort();
      assert.deepEqual(dates, sort === "date" ? ordered : ordered.reverse());
    }
  });
});

Deno.test("serveSandboxApi() forgets the filter when a cursor comes without it", async () => {
  await withSandboxApi("forgets", async ({ get }) => {
    const filter = filterOf(["draft", "eq", "false"], ["date", "lt", "2025-01-01"]);
    const first = await get(`/customer_invoices?limit=5&${filter}`);
    const cursor = `cursor=${encodeURIComponent(first.json.next_cursor)}&limit=100`;
    const kept = await get(`/customer_invoices?${cursor}&${filter}`);
    assert.ok(kept.json.items.every((one: { date: string }) => one.date < "2025-01-01"));
    const forgotten = await get(`/customer_invoices?${cursor}`);
    assert.equal(forgotten.status, 200);
    const lastId = first.json.items.at(-1).id;
    assert.ok(forgotten.json.items.every((one: { id: number }) => one.id < lastId));
    assert.ok(forgotten.json.items.length >= kept.json.items.length);
    const all = await get(`/supplier_invoices?limit=3&${filterOf(["date", "lt", "2024-06-01"])}`);
    const next = await get(
      `/supplier_invoices?limit=100&sort=-id&cursor=${encodeURIComponent(all.json.next_cursor)}`,
    );
    assert.equal(next.status, 200);
    assert.equal((await get(`/customers?sort=id&${cursor}`)).status, 400);
  });
});

/** What each operator means, written anew. */
function holds(operator: Operator, value: string, wanted: string[], type: FilterField["type"]) {
  const key = (text: string) => type === "bigint" ? Number(text) : text;
  const [a, b] = [key(value), key(wanted[0]!)];
  switch (operator) {
    case "eq":
      return a === b;
    case "not_eq":
      return a !== b;
    case "lt":
      return a < b;
    case "lteq":
      return a <= b;
    case "gt":
      return a > b;
    case "gteq":
      return a >= b;
    case "in":
      return wanted.includes(value);
    case "not_in":
      return !wanted.includes(value);
    case "start_with":
      return value.toLowerCase().startsWith(wanted[0]!.toLowerCase());
  }
}

/** Where the answers show what a field filters by. */
const SHOWN: Readonly<Record<string, (item: Record<string, unknown>) => unknown>> = {
  customer_id: (item) => (item.customer as { id: number } | null)?.id,
  supplier_id: (item) => (item.supplier as { id: number } | null)?.id,
  ledger_account_id: (item) => (item.ledger_account as { id: number } | null)?.id,
  bank_account_id: (item) => (item.bank_account as { id: number }).id,
  journal_id: (item) => (item.journal as { id: number }).id,
  category_group_id: (item) => (item.category_group as { id: number }).id,
  credit_note: (item) => String(item.amount).startsWith("-"),
  flow_id: (item) => (item.e_invoicing as { flow: { id: string } } | null)?.flow.id,
};
/** Long lists are looked at through one more condition. */
const LONG: Readonly<Record<string, [string, string, unknown][]>> = {
  "/ledger_entry_lines": [["date", "gteq", "2026-10-20"]],
  "/bank_establishments": [["id", "lteq", 120]],
};
const APART = new Set(["emails", "category_id", "billing_subscription_id", "quote_id"]);

async function checkField(
  served: Served,
  list: { path: string; base: [string, string, unknown][]; items: Record<string, unknown>[] },
  field: [string, FilterField],
): Promise<number> {
  const [name, { operators, type }] = field;
  const shown = (item: Record<string, unknown>) => {
    const value = (SHOWN[name] ?? ((one) => one[name]))(item);
    return value === null || value === undefined ? null : String(value);
  };
  const values = list.items.map(shown).filter((one) => one !== null && one !== "") as string[];
  if (values.length === 0) return 0;
  const middle = [...values].sort()[Math.floor(values.length / 2)]!;
  for (const operator of operators) {
    const wanted = operator === "start_with"
      ? [middle.slice(0, 4).toUpperCase()]
      : operator === "in" || operator === "not_in"
      ? [middle, values[0]!]
      : [middle];
    const value = operator.endsWith("in") ? wanted : wanted[0];
    const got = await served.all(
      `${list.path}?limit=100&${filterOf(...list.base, [name, operator, value])}`,
      2,
    );
    const expected = list.items.filter((item) => {
      const text = shown(item);
      return text !== null && holds(operator, text, wanted, type);
    });
    assert.deepEqual(
      got.map((one) => one.id),
      expected.map((one) => one.id),
      `${list.path} ${name} ${operator} ${wanted}`,
    );
  }
  return operators.length;
}

Deno.test("serveSandboxApi() filters by every field and operator as they mean", async () => {
  await withSandboxApi("filters", async (served) => {
    let checked = 0;
    for (const resource of RESOURCES) {
      if (resource.parent || !resource.filters) continue;
      const base = LONG[resource.path] ?? [];
      const narrowed = base.length > 0 ? `&${filterOf(...base)}` : "";
      const items = await served.all(`${resource.path}?limit=100${narrowed}`, 2);
      for (const field of Object.entries(resource.filters)) {
        if (!APART.has(field[0])) {
          checked += await checkField(served, { path: resource.path, base, items }, field);
        }
      }
    }
    assert.ok(checked > 190, String(checked));
  });
});

Deno.test("serveSandboxApi() filters lines, e-mails and categories", async () => {
  await withSandboxApi("filters2", async ({ all, get }) => {
    const [customer] = (await get("/customers?limit=50")).json.items.filter(
      (one: { emails: string[] }) => one.emails.length > 0,
    );
    const byMail = await all(`/customers?${filterOf(["emails", "in", customer.emails])}`);
    assert.ok(byMail.some((one) => one.id === customer.id));
    assert.ok(byMail.every((one) => String(one.emails) === String(customer.emails)));

    const groups = await all("/category_groups");
    assert.ok(groups.length > 1);
    const categories = await all("/categories?limit=100");
    const ids = categories.map((one) => String(one.id));
    const sorted = await all(
      `/customer_invoices?limit=100&${filterOf(["category_id", "in", ids])}`,
    );
    assert.ok(sorted.length > 0);
    const own = await all(`/customer_invoices/${sorted[0]!.id}/categories`);
    assert.ok(own.length > 0 && ids.includes(String(own[0]!.id)));

    const lines = await all(
      `/ledger_entry_lines?limit=100&sort=date&${
        filterOf(["date", "gteq", "2026-10-20"], ["date", "lt", "2026-10-23"])
      }`,
    );
    assert.ok(lines.length > 10);
    assert.ok(
      lines.every(({ date }) => String(date) >= "2026-10-20" && String(date) < "2026-10-23"),
    );
    const some = lines.slice(0, 40).map((one) => one.id);
    const batch = await get(`/ledger_entry_lines?limit=100&${filterOf(["id", "in", some])}`);
    assert.deepEqual(
      batch.json.items.map((one: { id: number }) => one.id).sort(),
      [...some].sort(),
    );
  });
});

Deno.test("serveSandboxApi() refuses parameters that do not fit with 400", async () => {
  await withSandboxApi("bad", async ({ get }) => {
    const status = async (path: string) => (await get(path)).status;
    for (const limit of ["0", "-1", "101", "1.5", "abc", ""]) {
      assert.equal(await status(`/customers?limit=${limit}`), 400, limit);
    }
    for (const list of ["ledger_accounts", "changelogs/customers"]) {
      assert.equal(await status(`/${list}?limit=1000`), 200);
      assert.equal(await status(`/${list}?limit=1001`), 400);
    }
    const bad = [
      "filter=abc",
      "filter=%7B%22field%22%3A1%7D",
      "filter=%5B1%5D",
      filterOf(["created_at", "gt", "2026-01-01"]),
      filterOf(["id", "gte", "1"]),
      filterOf(["name", "lt", "a"]),
      filterOf(["id", "eq", "abc"]),
      filterOf(["id", "in", "1"]),
      filterOf(["id", "eq", [1]]),
      "filter[0][field]=id",
      "sort=created_at",
      "cursor=e30%3D",
      `cursor=${btoa('{"cursor_attributes":["x"],"sort":"-id"}')}`,
    ];
    const date = btoa('{"cursor_attributes":["2026-02-30","1"],"sort":"date"}');
    assert.equal(await status(`/ledger_entries?sort=date&cursor=${date}`), 400);
    for (const query of bad) assert.equal(await status(`/customers?${query}`), 400, query);
    assert.equal(await status(`/transactions?${filterOf(["date", "eq", "2026-02-30"])}`), 400);
    const hash = await get("/customers?filter[0][field]=id");
    assert.match(hash.json.message, /should be a string, but we received a hash/);
    assert.deepEqual(Object.keys(hash.json), ["message", "field", "code"]);
    assert.deepEqual((await get("/customers?cursor=x")).json, {
      error: "The cursor is invalid",
      status: 400,
    });
    assert.equal((await get("/transactions")).json.items.length, 20);
  });
});

Deno.test("serveSandboxApi() adds lines to customer invoices, 20 at most, and links to the rest", async () => {
  await withSandboxApi("include", async ({ get, all, db }) => {
    await db.execute(
      `INSERT INTO sandbox_api.invoice_lines
       SELECT company_id, id * 10 + n, invoice_id, 100 + n, label, unit, quantity, vat_code, net, vat,
              to_currency, substance, created_at, updated_at
         FROM (SELECT * FROM sandbox_api.invoice_lines WHERE company_id = $1 ORDER BY id DESC LIMIT 1) l
         CROSS JOIN generate_series(1, 25) n`,
      [COMPANIES[0]],
    );
    const page = await get("/customer_invoices?include=invoice_lines&limit=100");
    const sets = page.json.included.invoice_lines;
    assert.deepEqual(
      Object.keys(sets).sort(),
      page.json.items.map((one: { id: number }) => String(one.id)).sort(),
    );
    for (const invoice of page.json.items.slice(0, 5)) {
      const own = await all(`/customer_invoices/${invoice.id}/invoice_lines`);
      assert.deepEqual(sets[invoice.id].items, own.slice(0, 20));
    }
    const [[id, long]] = Object.entries<Record<string, unknown>>(sets)
      .filter(([, set]) => set.has_more) as [[string, Record<string, unknown>]];
    const rest = await get(long.next_url as string);
    const own = await all(`/customer_invoices/${id}/invoice_lines?limit=100`);
    assert.deepEqual([...(long.items as unknown[]), ...rest.json.items].slice(0, own.length), own);
    assert.equal((await get("/customer_invoices?include=customer")).status, 400);
    assert.equal("included" in (await get("/customer_invoices")).json, false);
  });
});

interface PlanNode {
  readonly "Node Type": string;
  readonly "Parent Relationship"?: string;
  readonly "Shared Hit Blocks": number;
  readonly Plans?: readonly PlanNode[];
}

async function planOf(db: Database, query: { sql: string; params: readonly unknown[] }) {
  const { plan } = await db.one<{ plan: [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${query.sql}`,
    query.params,
  ).then((row) => ({ plan: Object.values(row as object)[0] as [{ Plan: PlanNode }] }));
  const types = new Set<string>();
  const walk = (node: PlanNode) => {
    // What a row gathers (its categories, its group) is sorted row by row.
    if (node["Parent Relationship"] === "SubPlan") return;
    types.add(node["Node Type"]);
    node.Plans?.forEach(walk);
  };
  walk(plan[0].Plan);
  return { types, blocks: plan[0].Plan["Shared Hit Blocks"] };
}

Deno.test("pageQuery() reads a late page by index, with the blocks of the first one", async () => {
  await withSandboxApi("plan", async ({ db, get }) => {
    const resource = RESOURCES.find((one) => one.path === "/ledger_entry_lines")!;
    const requestOf = (query: string): ApiRequest => ({
      context: { db, clock: fixedClock(NOON), faults: new FaultState([]), origin: "" },
      scopes: [],
      company: { companyId: COMPANIES[0], apiId: 0, name: "", regNo: "" },
      url: new URL(`http://localhost/?${query}`),
      path: resource.path,
      ids: [],
      body: "",
      link: (path) => path,
    });
    for (const sort of ["id", "-id", "date", "-date"]) {
      const start = await get(`/ledger_entry_lines?limit=1&sort=${sort}`);
      const end = await get(
        `/ledger_entry_lines?limit=100&sort=${sort.replace(/^-|^/, (m) => m ? "" : "-")}`,
      );
      const last = end.json.items.at(-1);
      const key = sort.endsWith("date") ? [last.date, String(last.id)] : [String(last.id)];
      const cursor = btoa(JSON.stringify({ cursor_attributes: key, sort }));
      assert.equal(start.status, 200);
      const first = await planOf(db, pageQuery(resource, requestOf(`limit=100&sort=${sort}`)));
      const late = await planOf(
        db,
        pageQuery(
          resource,
          requestOf(`limit=100&sort=${sort}&cursor=${encodeURIComponent(cursor)}`),
        ),
      );
      for (const plan of [first, late]) {
        assert.ok(!plan.types.has("Sort") && !plan.types.has("Seq Scan"), [...plan.types].join());
      }
      assert.ok(late.blocks <= 3 * first.blocks, `${sort}: ${late.blocks} against ${first.blocks}`);
    }
  });
});
