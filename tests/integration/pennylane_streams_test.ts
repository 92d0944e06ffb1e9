import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import { openPennylane, type Pennylane, ServerError } from "../../lib/connectors/pennylane/mod.ts";
import { page, type SeenRequest, type StubAnswer, thrown, withStub } from "./_pennylane_stub.ts";
import { withSandboxApi } from "./_sandbox_api.ts";

const INSTANTS = {
  created_at: "2026-10-01T08:00:00.000000Z",
  updated_at: "2026-10-30T12:26:21.100000Z",
};

/** An account of the ledger. */
function account(id: number): Record<string, unknown> {
  return {
    ...{ id, number: `401${id}`, label: "", vat_rate: "any", country_alpha2: "any" },
    ...{ enabled: true, type: "supplier", letterable: true, ...INSTANTS },
  };
}

/** The page that the API gives of accounts with these ids. */
function accounts(ids: Iterable<number>, { query }: SeenRequest): StubAnswer {
  const conditions: { operator: string; value: number }[] = JSON.parse(query.filter ?? "[]");
  const order = query.sort === "-id" ? -1 : 1;
  const found = [...ids].filter((id) =>
    conditions.every(({ operator, value }) => operator === "gt" ? id > value : id <= value) &&
    (query.cursor === undefined || (id - Number(query.cursor)) * order > 0)
  ).sort((a, b) => (a - b) * order);
  const rows = found.slice(0, Number(query.limit));
  return page(rows.map(account), found.length > rows.length ? String(rows.at(-1)) : null);
}

function range(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

Deno.test("list({ streams }) reads every row once from both ends of the ids", async () => {
  const ids = [...range(400), ...range(300, 7_000_000_000)];
  for (const streams of [1, 2, 4, 8]) {
    await withStub((request) => accounts(ids, request), async ({ client, seen }) => {
      const pages = await Array.fromAsync(
        client.ledgerAccounts.list({ streams, limit: 10 }).pages(),
      );
      const read = pages.flatMap((one) => one.items.map((row) => row.id));
      assert.deepEqual(read.sort((a, b) => a - b), ids);
      assert.deepEqual(pages.map((one) => one.number), range(pages.length));
      assert.deepEqual(pages.findIndex((one) => !one.hasMore), pages.length - 1);
      assert.ok(seen.length <= 70 + (streams === 1 ? 0 : 2 * streams), `${seen.length} requests`);
      assert.deepEqual(seen[0]!.query, { limit: "10", sort: "id" });
    });
  }
});

Deno.test("list({ streams }) asks once for a list of one page, and for none", async () => {
  for (const ids of [[], range(10)]) {
    await withStub((request) => accounts(ids, request), async ({ client, seen }) => {
      const listing = client.ledgerAccounts.list({ streams: 8, limit: 10 });
      const [first, ...others] = await Array.fromAsync(listing.pages());
      assert.deepEqual([first!.items.length, first!.number, first!.hasMore], [
        ids.length,
        1,
        false,
      ]);
      assert.deepEqual(others, []);
      assert.equal(seen.length, 1);
    });
  }
});

Deno.test("list({ streams }) loses and doubles no row while rows are made and deleted", async () => {
  const kept = range(300).map((one) => one * 1_000);
  const ids = new Set(kept);
  const made: number[] = [];
  const answer = (request: SeenRequest, number: number) => {
    // At the beginning, in the middle and at the end; each is gone two requests later.
    made.push(number * 1_000 + 1, 150_000 + number, 300_000 + number);
    made.slice(-3).forEach((id) => ids.add(id));
    made.splice(0, made.length - 6).forEach((id) => ids.delete(id));
    return accounts(ids, request);
  };
  await withStub(answer, async ({ client }) => {
    const rows = await client.ledgerAccounts.list({ streams: 4, limit: 10 }).toArray();
    const read = new Set(rows.map((row) => row.id));
    assert.equal(read.size, rows.length);
    assert.deepEqual(kept.filter((id) => !read.has(id)), []);
  });
});

Deno.test("list({ streams }) stops its requests when the reader leaves", async () => {
  await withStub(
    (request, number) => number > 12 ? { raw: () => undefined } : accounts(range(1_000), request),
    async ({ client, seen }) => {
      for await (const one of client.ledgerAccounts.list({ streams: 4, limit: 10 }).pages()) {
        if (one.number === 5) break;
      }
      assert.ok(seen.length <= 5 + 4 + 1, `${seen.length} requests`);
    },
  );
});

Deno.test("list({ streams }) throws what one stream met and ends the others at once", async () => {
  await withStub(
    (request, number) => {
      if (number < 8) return accounts(range(1_000), request);
      // The others would never end by themselves.
      return number === 8 ? { status: 501, body: "" } : { raw: () => undefined };
    },
    async ({ client, seen }) => {
      const listing = client.ledgerAccounts.list({ streams: 4, limit: 10 });
      const error = await thrown(() => listing.toArray());
      assert.ok(error instanceof ServerError);
      assert.equal(error.status, 501);
      assert.ok(seen.length <= 11, `${seen.length} requests`);
    },
  );
});

Deno.test("list({ streams }) is refused where ids have no ranges, with a sort, and out of range", async () => {
  await withStub(() => page([]), ({ client, seen }) => {
    const period = { from: "2026-01-01", to: "2026-10-31" };
    const calls: [() => unknown, RegExp][] = [
      // @ts-expect-error journals have no filter on id
      [() => client.journals.list({ streams: 2 }), /« journals » : streams sur une liste sans/],
      // @ts-expect-error bank accounts have no filter on id
      [() => client.bankAccounts.list({ streams: 1 }), /« bank_accounts » : streams sur/],
      // @ts-expect-error fiscal years have no filter on id
      [() => client.fiscalYears.list({ streams: 2 }), /« fiscal_years » : streams sur/],
      // @ts-expect-error a trial balance has no id
      [() => client.trialBalance.list({ ...period, streams: 2 }), /« trial_balance » : streams/],
      // @ts-expect-error groups have no filter on id
      [() => client.categoryGroups.list({ streams: 2 }), /« category_groups » : streams sur/],
      // @ts-expect-error transactions filter on single ids only
      [() => client.transactions.list({ streams: 2 }), /« transactions » : streams sur/],
      // @ts-expect-error a feed has no filter
      [() => client.changes("customers", { streams: 2 }), /customers » : streams sur/],
      // @ts-expect-error nor has a list of one row
      [() => client.customers.contacts(1, { streams: 2 }), /contacts » : streams sur/],
      [() => client.customers.list({ streams: 0 }), /streams 0 ; donnez un entier de 1 à 16/],
      [() => client.customers.list({ streams: 17 }), /streams 17/],
      [() => client.customers.list({ streams: 1.5 }), /streams 1.5/],
      [() => client.customerInvoices.list({ streams: 2, sort: "-date" }), /tri « -date » avec/],
    ];
    for (const [call, text] of calls) {
      const refused = (error: Error) => error instanceof UsageError && text.test(error.message);
      assert.throws(call, refused, String(text));
    }
    assert.equal(seen.length, 0);
    return Promise.resolve();
  });
});

/** Lists of the sandbox that take streams, each with pages small enough to be many. */
const LISTS = [
  ["customers", 5],
  ["suppliers", 5],
  ["customerInvoices", 20],
  ["supplierInvoices", 20],
  ["products", 5],
  ["quotes", 5],
  ["bankEstablishments", 1],
  ["ledgerAccounts", 20],
  ["ledgerEntries", 50],
  ["ledgerEntryLines", 100],
  ["categories", 1],
] as const;

async function idsOf(client: Pennylane, name: typeof LISTS[number][0], options: object) {
  const listing = client[name].list(options);
  const ids: number[] = [];
  for await (const row of listing as AsyncIterable<{ readonly id: number }>) ids.push(row.id);
  return ids;
}

Deno.test("list({ streams }) reads from the sandbox what one stream reads", async () => {
  await withSandboxApi("client_streams", async ({ api }) => {
    await using client = openPennylane({ token: "token-2", baseUrl: api.baseUrl });
    for (const [name, limit] of LISTS) {
      const alone = await idsOf(client, name, { limit });
      for (const streams of [2, 4, 8]) {
        const together = await idsOf(client, name, { limit, streams });
        assert.deepEqual(together.sort((a, b) => a - b), alone, `${name} ${streams}`);
      }
      const [first, last] = [alone[3], alone.at(-3)];
      if (first === undefined || last === undefined) continue;
      const filter = [
        { field: "id", operator: "gt", value: first },
        { field: "id", operator: "lt", value: last },
      ];
      const between = await idsOf(client, name, { limit, streams: 4, filter });
      const expected = alone.filter((id) => id > first && id < last);
      assert.deepEqual(between.sort((a, b) => a - b), expected, name);
    }
  });
});

Deno.test("list({ streams }) brings the lines of exactly the invoices of each page", async () => {
  await withSandboxApi("client_stream_lines", async ({ api }) => {
    await using client = openPennylane({ token: "token-1", baseUrl: api.baseUrl });
    const options = { include: "invoice_lines", limit: 7 } as const;
    const linesOf = async (streams: number) => {
      const lines = new Map<number, number[]>();
      for await (const one of client.customerInvoices.list({ ...options, streams }).pages()) {
        const invoices = one.items.map((row) => String(row.id)).sort();
        assert.deepEqual(Object.keys(one.includedLines!).sort(), invoices);
        for (const { id } of one.items) {
          lines.set(id, one.includedLines![id]!.items.map((line) => line.id));
        }
      }
      return new Map([...lines].sort(([a], [b]) => a - b));
    };
    assert.deepEqual(await linesOf(4), await linesOf(1));
  });
});
