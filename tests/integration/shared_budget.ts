import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { rateTableSql } from "../../lib/connectors/pennylane/mod.ts";
import { journal, page, TOKEN } from "./_pennylane_stub.ts";
import type { WorkerTask } from "./_pennylane_worker.ts";
import { withDatabase } from "./_server.ts";

const TABLE = { schema: "public", table: "budgets" };
const WORKER = fileURLToPath(new URL("./_pennylane_worker.ts", import.meta.url));
const PROCESSES = 4;
const LISTS = 2;
/** 50 requests in half a second: Pennylane's limit, scaled. */
const LIMIT = { limit: 50, windowMs: 500 };

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

/** How a budget was used. */
export interface BudgetUse {
  /** Share of what the limit allows, 0 to 1, over the windows between the first and the last. */
  readonly share: number;
  readonly windows: number;
}

/**
 * Four processes read two lists each with one token; fails when a page is missing or a window overflows.
 *
 * @param pages Of each list; there are eight.
 */
export async function useOneBudget(pages: number): Promise<BudgetUse> {
  let use: BudgetUse | undefined;
  await withDatabase("rate_limit", async ({ db, settings }) => {
    await db.execute(rateTableSql(TABLE));
    await withLimitedServer({ ...LIMIT, pages }, async (baseUrl, counted) => {
      const { windowMs } = LIMIT;
      const task = {
        database: settings,
        table: TABLE,
        baseUrl,
        token: TOKEN,
        windowMs,
        lists: LISTS,
      };
      const workers = await Promise.all(Array.from({ length: PROCESSES }, () => startWorker(task)));
      for (const worker of workers) await worker.start();
      const read = await Promise.all(workers.map((worker) => worker.pages()));
      assert.deepEqual(read, Array.from({ length: PROCESSES }, () => LISTS * pages));
      use = useOf(counted);
    });
    const rows = await db.rows(`SELECT token_hash, state::text FROM public.budgets`);
    assert.equal(rows.length, 1);
    assert.match(rows[0]![0]!, /^[0-9a-f]{64}$/);
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(TOKEN));
  });
  return use!;
}

function useOf(counted: ReadonlyMap<number, number>): BudgetUse {
  const { limit, windowMs } = LIMIT;
  const most = Math.max(...counted.values());
  assert.ok(most <= limit, `${most} requests in one window`);
  const inner = [...counted.keys()].sort((a, b) => a - b).slice(1, -1);
  const windows = (inner.at(-1)! - inner[0]!) / windowMs + 1;
  const requests = inner.reduce((sum, end) => sum + counted.get(end)!, 0);
  const share = requests / (windows * limit);
  return { share, windows };
}
