import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createSharedRateLimiter, rateTableSql } from "../../lib/connectors/pennylane/mod.ts";
import { journal, page, TOKEN } from "./_pennylane_stub.ts";
import type { WorkerTask } from "./_pennylane_worker.ts";
import { withDatabase } from "./_server.ts";

const TABLE = { schema: "public", table: "budgets" };
const WORKER = fileURLToPath(new URL("./_pennylane_worker.ts", import.meta.url));

/** A server that enforces a limit as the API does, on windows of another length, and counts. */
async function withLimitedServer(
  rules: { readonly limit: number; readonly windowMs: number; readonly pages: number },
  test: (baseUrl: string, counted: Map<number, number>) => Promise<void>,
): Promise<void> {
  const { limit, windowMs } = rules;
  const counted = new Map<number, number>();
  const server = createServer((request, response) => {
    const end = (Math.floor(Date.now() / windowMs) + 1) * windowMs;
    const count = (counted.get(end) ?? 0) + 1;
    counted.set(end, count);
    const at = Number(new URL(request.url!, "http://x").searchParams.get("cursor") ?? "1");
    response.writeHead(count > limit ? 429 : 200, {
      "content-type": "application/json",
      "ratelimit-limit": String(limit),
      "ratelimit-remaining": String(Math.max(0, limit - count)),
      "ratelimit-reset": String(end / 1_000),
    });
    const last = at === rules.pages;
    response.end(JSON.stringify(page([journal(at)], last ? null : String(at + 1)).body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, counted);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

interface Worker {
  readonly start: () => Promise<void>;
  readonly pages: () => Promise<number>;
}

/** Starts a worker and waits until it is ready to begin. */
async function startWorker(task: WorkerTask): Promise<Worker> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", WORKER, JSON.stringify(task)],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await lines.read()).value, "ready\n");
  return {
    start: async () => {
      const writer = child.stdin.getWriter();
      await writer.write(new Uint8Array([10]));
      await writer.close();
    },
    pages: async () => {
      const { value } = await lines.read();
      lines.releaseLock();
      assert.ok((await child.status).success);
      return Number(value);
    },
  };
}

Deno.test("createSharedRateLimiter() lets four processes use one budget to the full without a 429", async () => {
  const rules = { limit: 50, windowMs: 500, pages: 75 };
  await withDatabase("rate_limit", async ({ db, settings }) => {
    await db.execute(rateTableSql(TABLE));
    await withLimitedServer(rules, async (baseUrl, counted) => {
      const task = {
        database: settings,
        table: TABLE,
        baseUrl,
        token: TOKEN,
        windowMs: 500,
        lists: 2,
      };
      const workers = await Promise.all(Array.from({ length: 4 }, () => startWorker(task)));
      for (const worker of workers) await worker.start();
      const pages = await Promise.all(workers.map((worker) => worker.pages()));
      assert.deepEqual(pages, [150, 150, 150, 150]);
      const most = Math.max(...counted.values());
      assert.ok(most <= rules.limit, `${most} requests in one window`);
      const inner = [...counted.keys()].sort((a, b) => a - b).slice(1, -1);
      const windows = (inner.at(-1)! - inner[0]!) / rules.windowMs + 1;
      const requests = inner.reduce((sum, end) => sum + counted.get(end)!, 0);
      const share = requests / (windows * rules.limit);
      assert.ok(share >= 0.95, `${Math.round(share * 100)} % of the limit in ${windows} windows`);
    });
    const rows = await db.rows(`SELECT token_hash, state::text FROM public.budgets`);
    assert.equal(rows.length, 1);
    assert.match(rows[0]![0]!, /^[0-9a-f]{64}$/);
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(TOKEN));
  });
});

Deno.test("createSharedRateLimiter() gives each token a budget of its own", async () => {
  await withDatabase("rate_tokens", async ({ db }) => {
    await db.execute(rateTableSql(TABLE));
    const limiter = createSharedRateLimiter(db, {
      table: TABLE,
      sleep: () => Promise.reject(new Error("had to wait")),
    });
    const resetMs = (Math.floor(Date.now() / 5_000) + 1) * 5_000;
    const full = { status: 200, limit: 1, remaining: 0, resetMs, retryAfterMs: null };
    await (await limiter.acquire("a")).settle(full);
    await (await limiter.acquire("b")).settle(full);
    await assert.rejects(limiter.acquire("a"), /had to wait/);
  });
});
