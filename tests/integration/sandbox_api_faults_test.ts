import assert from "node:assert/strict";
import type { SandboxFault } from "../../lib/sandbox/api/mod.ts";
import { getFrom, NOON, type Served, withSandboxApi } from "./_sandbox_api.ts";

/** Runs steps with faults in force, and without them afterwards. */
async function under({ api }: Served, faults: SandboxFault[], test: () => Promise<void>) {
  api.setFaults(faults);
  await test();
  api.setFaults([]);
}

Deno.test("setFaults() makes the server refuse: 429 storm, 503 once, 500, 401 in the middle, HTML", async () => {
  await withSandboxApi("fault_status", async (served) => {
    const { get } = served;
    const statuses = async (count: number, path = "/me") => {
      const found: number[] = [];
      for (let i = 0; i < count; i++) found.push((await get(path)).status);
      return found;
    };
    await under(served, [{ kind: "rate_limited", times: 3, retryAfter: 7 }], async () => {
      const answer = await get("/me");
      assert.equal(answer.text, "Rate limit exceeded. Please retry in 7 seconds.");
      assert.equal(answer.headers.get("retry-after"), "7");
      assert.deepEqual(await statuses(3), [429, 429, 200]);
    });
    await under(served, [{ kind: "unavailable", times: 1 }], async () => {
      assert.deepEqual(await statuses(2), [503, 200]);
    });
    await under(
      served,
      [{ kind: "server_error", path: "/customers", after: 1, times: 1 }],
      async () => {
        assert.deepEqual(await statuses(3, "/customers"), [200, 500, 200]);
        assert.deepEqual(await statuses(1, "/suppliers"), [200]);
      },
    );
    await under(served, [{ kind: "unauthorized", after: 2 }], async () => {
      assert.deepEqual(await statuses(4), [200, 200, 401, 401]);
    });
    await under(served, [{ kind: "html" }], async () => {
      const answer = await get("/me");
      assert.equal(answer.status, 200);
      assert.match(answer.text, /^<!doctype html>/);
      assert.ok(answer.headers.has("ratelimit-remaining"));
    });
    await under(served, [{ kind: "no_reg_no" }], async () => {
      assert.equal((await get("/me")).json.company.reg_no, "");
    });
  });
});

Deno.test("setFaults() changes answers: keys, enumerations, nulls, types", async () => {
  await withSandboxApi("fault_body", async (served) => {
    const { get } = served;
    const path = "/customer_invoices?limit=3";
    const plain = (await get(path)).json;
    await under(served, [{ kind: "extra_key" }], async () => {
      const { json } = await get(path);
      assert.deepEqual([json.sandbox_extra, json.items[0].sandbox_extra], ["x", "x"]);
      assert.equal(json.items[0].customer.sandbox_extra, "x");
    });
    await under(served, [{ kind: "unknown_enum", field: "status" }], async () => {
      const { json } = await get(path);
      assert.deepEqual(
        json.items.map((one: { status: string }) => one.status),
        Array(3).fill("sandbox_new"),
      );
    });
    await under(served, [{ kind: "null_value", field: "label" }], async () => {
      assert.equal((await get(path)).json.items[0].label, null);
      assert.equal((await get(`/customer_invoices/${plain.items[0].id}`)).json.label, null);
    });
    await under(served, [
      { kind: "wrong_type", field: "amount", times: 1 },
      { kind: "wrong_type", field: "customer.id", after: 1 },
    ], async () => {
      assert.equal((await get(path)).json.items[1].amount, 42);
      const { json } = await get(path);
      assert.equal(json.items[1].customer.id, "sandbox");
      assert.equal(json.items[1].amount, plain.items[1].amount);
    });
    assert.deepEqual((await get(path)).json, plain);
  });
});

Deno.test("setFaults() breaks the transport: half a JSON, a cut connection, a slow answer", async () => {
  await withSandboxApi("fault_wire", async (served) => {
    const { get, serve } = served;
    await under(served, [{ kind: "malformed_json", times: 1 }], async () => {
      await assert.rejects(get("/transactions"), SyntaxError);
      assert.equal((await get("/transactions")).status, 200);
    });
    await under(served, [{ kind: "cut_connection", times: 1 }], async () => {
      await assert.rejects(get("/transactions?limit=100"), TypeError);
      assert.equal((await get("/transactions?limit=100")).json.items.length, 100);
    });
    const slow = await serve({ faults: [{ kind: "slow", delayMs: 600_000 }] });
    const waiting = getFrom(slow, "/me");
    await assert.rejects(
      fetch(`${slow.baseUrl}/me`, { signal: AbortSignal.timeout(30) }),
      { name: "TimeoutError" },
    );
    await slow.close();
    assert.equal((await waiting).status, 200);
  });
});

Deno.test("setFaults() spoils pages: empty with more behind, a cursor that repeats", async () => {
  await withSandboxApi("fault_pages", async (served) => {
    const { get, all } = served;
    for (const path of ["/transactions?limit=100", "/changelogs/transactions?limit=50"]) {
      const plain = await all(path);
      await under(served, [
        { kind: "empty_page", times: 1 },
        { kind: "empty_page", after: 1, times: 1 },
      ], async () => {
        const first = await get(path);
        assert.deepEqual([first.json.items, first.json.has_more], [[], true]);
        const cursor = encodeURIComponent(first.json.next_cursor);
        const second = await get(`${path}&cursor=${cursor}`);
        assert.deepEqual(second.json.items, []);
        const third = await get(`${path}&cursor=${encodeURIComponent(second.json.next_cursor)}`);
        assert.deepEqual(third.json.items, plain.slice(0, third.json.items.length));
        assert.ok(third.json.items.length > 0);
      });
    }
    await under(served, [{ kind: "repeated_cursor" }], async () => {
      const first = await get("/transactions");
      const { next_cursor: cursor } = first.json;
      for (let i = 0; i < 3; i++) {
        const next = await get(`/transactions?cursor=${encodeURIComponent(cursor)}`);
        assert.equal(next.json.next_cursor, cursor);
      }
    });
  });
});

Deno.test("setFaults() makes feeds and exports hard: deletions, equal times, many polls, an error", async () => {
  await withSandboxApi("fault_feeds", async (served) => {
    const { get, all, post } = served;
    const [victim] = await all("/transactions?limit=100");
    await under(
      served,
      [{ kind: "delete_event", feed: "transactions", id: Number(victim!.id) }],
      async () => {
        const events = await all("/changelogs/transactions?limit=100");
        const last = events.at(-1)!;
        assert.deepEqual([last.id, last.operation], [victim!.id, "delete"]);
        assert.equal(last.processed_at, NOON.toISOString().replace("Z", "000Z"));
        assert.equal((await get(`/transactions/${victim!.id}`)).status, 404);
        assert.ok(!(await all("/transactions?limit=100")).some((one) => one.id === victim!.id));
      },
    );
    const path = "/changelogs/transactions";
    const whole = await all(`${path}?limit=1000`);
    await under(served, [{ kind: "same_processed_at" }], async () => {
      const tied = (await all(`${path}?limit=1000`)).map((one) => one.processed_at);
      assert.equal(tied.length, whole.length);
      assert.ok(new Set(tied).size < tied.length);
      const edges = await all(`${path}?limit=2`);
      assert.ok(edges.length < whole.length, "what shares the time of a page edge is lost");
    });
    const body = { period_start: "2026-10-01", period_end: "2026-10-31" };
    const { json } = await post("/exports/fecs", body);
    await under(
      served,
      [{ kind: "export_polls", polls: 3 }, { kind: "export_error", times: 1 }],
      async () => {
        const seen: string[] = [];
        for (let i = 0; i < 5; i++) seen.push((await get(`/exports/fecs/${json.id}`)).json.status);
        assert.deepEqual(seen, ["pending", "pending", "pending", "error", "ready"]);
      },
    );
  });
});
