import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import { ContractError } from "../../lib/connectors/pennylane/mod.ts";
import { journal, page, thrown, TOKEN, withStub } from "./_pennylane_stub.ts";

const CHANGE = {
  operation: "update",
  processed_at: "2026-10-30T12:26:21.800683Z",
  updated_at: "2026-10-30T12:26:21.100000Z",
  created_at: "2026-10-01T08:00:00.000000Z",
};

/** An account of the ledger. */
function account(id: number): Record<string, unknown> {
  const instants = { created_at: CHANGE.created_at, updated_at: CHANGE.updated_at };
  return {
    ...{ id, number: `401${id}`, label: "", vat_rate: "any", country_alpha2: "any" },
    ...{ enabled: true, type: "supplier", letterable: true, ...instants },
  };
}

Deno.test("list() sends filter, sort and limit with each cursor", async () => {
  await withStub(
    ({ query }) =>
      query.cursor === undefined ? page([account(1), account(2)], "c1") : page([account(3)]),
    async ({ client, seen }) => {
      const filter = [{ field: "number", operator: "start_with", value: "40" }] as const;
      const rows = await client.ledgerAccounts.list({ filter, limit: 2 }).toArray();
      assert.deepEqual(rows.map((row) => row.id), [1, 2, 3]);
      const common = { filter: JSON.stringify(filter), sort: "id", limit: "2" };
      assert.deepEqual(seen.map((one) => one.query), [common, { ...common, cursor: "c1" }]);
      assert.equal(seen[0]!.headers.authorization, `Bearer ${TOKEN}`);
    },
  );
});

Deno.test("list() asks for the largest page and ascending ids by default", async () => {
  await withStub(() => page([]), async ({ client, seen }) => {
    await client.ledgerAccounts.list().toArray();
    await client.categoryGroups.list().toArray();
    assert.deepEqual(seen.map((one) => one.query), [
      { limit: "1000", sort: "id" },
      { limit: "100" },
    ]);
  });
});

Deno.test("list() reads nothing before it is iterated, and anew each time", async () => {
  await withStub(() => page([journal(1)]), async ({ client, seen }) => {
    const listing = client.journals.list();
    assert.equal(seen.length, 0);
    await listing.toArray();
    await listing.toArray();
    assert.equal(seen.length, 2);
  });
});

Deno.test("pages() tells number and end of the pages and stops when the reader stops", async () => {
  await withStub(
    ({ query }) => {
      const at = Number(query.cursor ?? "1");
      return page([journal(at)], String(at + 1));
    },
    async ({ client, seen }) => {
      for await (const one of client.journals.list().pages()) {
        assert.equal(one.hasMore, true);
        if (one.number === 3) break;
      }
      assert.equal(seen.length, 3);
    },
  );
});

Deno.test("list() keeps the four null keys of some lists harmless", async () => {
  const nulls = { total_pages: null, current_page: null, per_page: null, total_items: null };
  const body = { items: [journal(1)], has_more: false, next_cursor: null, ...nulls };
  await withStub(() => ({ body }), async ({ client }) => {
    assert.equal((await client.journals.list().toArray()).length, 1);
  });
});

Deno.test("list() gives up on a cursor that comes back", async () => {
  // Five cursors before a circle of seven; a list without an order of ids, where only cursors can tell.
  const next = (cursor: number) => cursor < 11 ? cursor + 1 : 5;
  await withStub(
    ({ query }) => ({
      body: {
        items: [{
          number: "401",
          formatted_number: "401",
          label: "",
          debits: "0.0",
          credits: "0.0",
        }],
        has_more: true,
        next_cursor: String(next(Number(query.cursor ?? "0"))),
      },
    }),
    async ({ client, seen }) => {
      const period = { from: "2026-01-01", to: "2026-12-31" };
      const error = await thrown(() => client.trialBalance.list(period).toArray());
      assert.ok(error instanceof ContractError);
      assert.match(error.message, /« trial_balance » incohérente, un curseur revient/);
      assert.ok(seen.length <= 40, `${seen.length} requests`);
    },
  );
});

Deno.test("list() gives up when new cursors bring the same rows for ever", async () => {
  await withStub((_, number) => page([journal(1)], `c${number}`), async ({ client, seen }) => {
    const error = await thrown(() => client.journals.list().toArray());
    assert.match(error.message, /l'id 1 vient après l'id 1/);
    assert.equal(seen.length, 2);
  });
});

Deno.test("list() gives up after maxPages", async () => {
  await withStub((_, number) => page([journal(number)], `c${number}`), async ({ client, seen }) => {
    const error = await thrown(() => client.journals.list({ maxPages: 12 }).toArray());
    assert.match(error.message, /plus de 12 pages/);
    assert.equal(seen.length, 12);
  });
});

Deno.test("list() passes two empty pages with has_more and refuses the third", async () => {
  await withStub(
    (_, number) => number <= 2 ? page([], `c${number}`) : page([journal(1)]),
    async ({ client }) => assert.equal((await client.journals.list().toArray()).length, 1),
  );
  await withStub((_, number) => page([], `c${number}`), async ({ client, seen }) => {
    const error = await thrown(() => client.journals.list().toArray());
    assert.match(error.message, /3 pages vides de suite/);
    assert.equal(seen.length, 3);
  });
});

Deno.test("list() refuses has_more without a cursor, which would lose rows", async () => {
  const body = { items: [journal(1)], has_more: true, next_cursor: null };
  await withStub(() => ({ body }), async ({ client }) => {
    assert.match(
      (await thrown(() => client.journals.list().toArray())).message,
      /annonce une suite sans curseur/,
    );
  });
});

Deno.test("list() refuses what the API would refuse, before it is sent", async () => {
  await withStub(() => page([]), ({ client, seen }) => {
    // deno-lint-ignore no-explicit-any -- a notebook's cells are not type checked
    const { journals, customers, trialBalance } = client as any;
    const calls: [() => unknown, RegExp][] = [
      [() => journals.list({ limit: 1000 }), /limit 1000 ; donnez un entier de 1 à 100/],
      [() => journals.list({ sort: "code" }), /tri inconnu « code »/],
      [
        () => customers.list({ filter: [{ field: "customr_type", operator: "eq", value: "x" }] }),
        /filtre inconnu « customr_type » ; vouliez-vous « customer_type »/,
      ],
      [
        () => customers.list({ filter: [{ field: "id", operator: "gte", value: 1 }] }),
        /opérateur « gte » refusé sur « id »/,
      ],
      [
        () => customers.list({ filter: [{ field: "id", operator: "in", value: 1 }] }),
        /donnez un tableau/,
      ],
      [() => trialBalance.list({ from: "2026-02-30", to: "2026-12-31" }), /date « 2026-02-30 »/],
      [() => trialBalance.list({ from: "2026-12-31", to: "2026-01-01" }), /première date/],
      [() => customers.list({ include: "invoice_lines" }), /include « invoice_lines »/],
    ];
    for (const [call, text] of calls) {
      assert.throws(
        call,
        (error: Error) => error instanceof UsageError && text.test(error.message),
      );
    }
    assert.equal(seen.length, 0);
    return Promise.resolve();
  });
});

Deno.test("byIds() asks for 100 ids a request, each id once", async () => {
  await withStub(
    ({ query }) => page(JSON.parse(query.filter!)[0].value.map(account)),
    async ({ client, seen }) => {
      const ids = Array.from({ length: 250 }, (_, index) => 250 - index);
      const pages = await Array.fromAsync(client.ledgerAccounts.byIds([...ids, 7, 7]).pages());
      assert.deepEqual(pages.map((one) => [one.number, one.items.length, one.hasMore]), [
        [1, 100, true],
        [2, 100, true],
        [3, 50, false],
      ]);
      assert.equal(seen[0]!.query.limit, "100");
      assert.match(seen[2]!.query.filter!, /^\[\{"field":"id","operator":"in","value":\[201,/);
    },
  );
});

Deno.test("byIds() asks nothing for no id", async () => {
  await withStub(() => page([]), async ({ client, seen }) => {
    assert.deepEqual(await client.customers.byIds([]).toArray(), []);
    assert.equal(seen.length, 0);
  });
});

Deno.test("a list of a row takes the link that the row carries, and never leaves the base URL", async () => {
  const payment = {
    ...{ id: 9, label: "", currency: "EUR", currency_amount: "12.5", status: "paid_out" },
    ...{ created_at: CHANGE.created_at, updated_at: CHANGE.updated_at },
  };
  await withStub(() => page([payment]), async ({ client, seen }) => {
    const url = "https://evil.example/api/external/v2/customer_invoices/42/payments";
    const [first] = await client.customerInvoices.payments({ url }).toArray();
    assert.equal(first!.currency_amount, "12.5");
    await client.customerInvoices.payments(43).toArray();
    assert.deepEqual(seen.map((one) => one.path), [
      "/customer_invoices/42/payments",
      "/customer_invoices/43/payments",
    ]);
    const wrong = { url: "https://app.pennylane.com/api/external/v2/quotes/1/payments" };
    assert.throws(() => client.customerInvoices.payments(wrong), /ce lien ne mène pas/);
  });
});

Deno.test("trialBalance.list() sends the period and the grain with each page", async () => {
  await withStub(
    ({ query }) => page([], query.cursor === undefined ? "c1" : null),
    async ({ client, seen }) => {
      const period = { from: "2026-01-01", to: "2026-06-30", auxiliary: true };
      await client.trialBalance.list(period).toArray();
      const sent = { period_start: "2026-01-01", period_end: "2026-06-30", is_auxiliary: "true" };
      assert.deepEqual(seen.map((one) => one.query), [
        { ...sent, limit: "1000" },
        { ...sent, limit: "1000", cursor: "c1" },
      ]);
    },
  );
});

Deno.test("changes() sends start_date without a cursor, and the cursor without start_date", async () => {
  await withStub(
    ({ query }) =>
      query.cursor === undefined
        ? page([{ id: 1, ...CHANGE }], "c1")
        : page([{ id: 1, ...CHANGE }]),
    async ({ client, seen }) => {
      const since = new Date("2026-10-29T00:00:00Z");
      const events = await client.changes("customers", { since }).toArray();
      assert.equal(events.length, 2);
      assert.deepEqual(seen.map((one) => [one.path, one.query]), [
        ["/changelogs/customers", { limit: "1000", start_date: "2026-10-29T00:00:00.000Z" }],
        ["/changelogs/customers", { limit: "1000", cursor: "c1" }],
      ]);
    },
  );
});

Deno.test("changes() keeps an instant with microseconds and refuses another feed", async () => {
  await withStub(() => page([]), async ({ client, seen }) => {
    await client.changes("quotes", { since: CHANGE.processed_at }).toArray();
    assert.equal(seen[0]!.query.start_date, CHANGE.processed_at);
    // deno-lint-ignore no-explicit-any -- a notebook's cells are not type checked
    assert.throws(() => client.changes("journals" as any), /flux inconnu/);
    assert.throws(() => client.changes("quotes", { since: "hier" }), /instant illisible/);
  });
});

Deno.test("me() gives user, company and scopes, user null included", async () => {
  const company = { id: 5, name: "Exemple", reg_no: "", accounting_logic: "FR_PCG" };
  const body = { user: null, company, scopes: ["customers:readonly"] };
  await withStub(() => ({ body }), async ({ client }) => {
    assert.deepEqual(await client.me(), body);
  });
});

Deno.test("a POST is never sent twice", async () => {
  for (const status of [429, 500, 503]) {
    await withStub(() => ({ status, body: "" }), async ({ client, seen }) => {
      await thrown(() => client.exports.fec({ from: "2026-01-01", to: "2026-12-31" }));
      assert.deepEqual(seen.map((one) => one.method), ["POST"]);
    });
  }
  await withStub(
    () => ({ raw: (response) => response.destroy() }),
    async ({ client, seen }) => {
      await thrown(() => client.exports.fec({ from: "2026-01-01", to: "2026-12-31" }));
      assert.equal(seen.length, 1);
    },
  );
});
