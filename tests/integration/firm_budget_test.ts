import assert from "node:assert/strict";
import { systemClock } from "../../lib/base/mod.ts";
import type { ApiSettings } from "../../lib/config/mod.ts";
import { rateTableSql } from "../../lib/connectors/pennylane/mod.ts";
import { openFirms } from "../../lib/session/api_tokens.ts";
import { FIRM, FIRM_COMPANIES } from "./_firm_api.ts";
import { withDatabase } from "./_server.ts";
import { shareSandboxApi, watch } from "./_sync_api.ts";

const served = shareSandboxApi("firm_budget");

/** Requests of each of two processes; together more than two windows of 15 hold. */
const REQUESTS = 18;
/** In windows of five seconds they would take 30 s. */
const SECONDS = 15;

/** Lets two processes read through one firm's token; tells the milliseconds that it took. */
function readByTwo(
  name: string,
  limit: { readonly requests: number; readonly windowSeconds: number },
): Promise<number> {
  let elapsed = 0;
  const read = withDatabase(name, async ({ db, settings: server }) => {
    await db.execute("CREATE SCHEMA IF NOT EXISTS penny");
    await db.execute(rateTableSql());
    await using api = await served().serve({ firms: [FIRM], limit, limitClock: systemClock });
    await using watched = await watch(api.firmBaseUrl);
    const settings: Extract<ApiSettings, { kind: "pennylane" }> = {
      ...{ kind: "pennylane", tokens: [FIRM.token], baseUrl: watched.baseUrl, proxy: null },
    };
    const processes = [1, 2].map(() => openFirms(settings, { server, requestsPerSecond: null }));
    const begun = performance.now();
    try {
      await Promise.all(processes.map(async ({ tokens }) => {
        const firm = await tokens[0]!.client();
        const reads = Array.from(
          { length: REQUESTS },
          (_, i) => firm.company(FIRM_COMPANIES[i % 3]!).journals.list().toArray(),
        );
        await Promise.all(reads);
      }));
    } finally {
      for (const process of processes) await process.close();
    }
    elapsed = performance.now() - begun;
    assert.deepEqual(watched.statuses, Array(2 * REQUESTS).fill(200), "none refused");
    const budgets = "SELECT count(*) FROM penny.api_budgets";
    assert.deepEqual(await db.rows(budgets), [["1"]], "all companies and both processes");
  });
  return read.then(() => elapsed);
}

Deno.test("openFirms() keeps one budget for all companies of a firm and all processes", async () => {
  await readByTwo("firm_budget_five", { requests: 15, windowSeconds: 5 });
});

Deno.test("openFirms() finds windows of one second and uses them, without a request too many", async () => {
  const ms = await readByTwo("firm_budget_one", { requests: 5, windowSeconds: 1 });
  assert.ok(ms < SECONDS * 1_000, `${ms} ms`);
});
