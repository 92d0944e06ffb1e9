import assert from "node:assert/strict";
import { createSharedRateLimiter, rateTableSql } from "../../lib/connectors/pennylane/mod.ts";
import { withDatabase } from "./_server.ts";
import { useOneBudget } from "./shared_budget.ts";

const TABLE = { schema: "public", table: "budgets" };

Deno.test("createSharedRateLimiter() lets four processes share one budget without a 429", async () => {
  await useOneBudget(30);
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
