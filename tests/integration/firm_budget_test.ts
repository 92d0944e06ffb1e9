import assert from "node:assert/strict";
import { systemClock } from "../../lib/base/mod.ts";
import type { ApiSettings } from "../../lib/config/mod.ts";
import { rateTableSql } from "../../lib/connectors/pennylane/mod.ts";
import { openFirms } from "../../lib/session/api_tokens.ts";
import { FIRM, FIRM_COMPANIES } from "./_firm_api.ts";
import { withDatabase } from "./_server.ts";
import { shareSandboxApi, watch } from "./_sync_api.ts";

const served = shareSandboxApi("firm_budget");

/** Requests of each of two processes; together more than two windows hold. */
const REQUESTS = 18;

Deno.test("openFirms() keeps one budget for all companies of a firm and all processes", () =>
  withDatabase("firm_budget_base", async ({ db, settings: server }) => {
    await db.execute("CREATE SCHEMA IF NOT EXISTS penny");
    await db.execute(rateTableSql());
    const limit = { requests: 15, windowSeconds: 5 };
    await using api = await served().serve({ firms: [FIRM], limit, limitClock: systemClock });
    await using watched = await watch(api.firmBaseUrl);
    const settings: Extract<ApiSettings, { kind: "pennylane" }> = {
      ...{ kind: "pennylane", tokens: [FIRM.token], baseUrl: watched.baseUrl, proxy: null },
    };
    const processes = [1, 2].map(() => openFirms(settings, { server, requestsPerSecond: null }));
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
    assert.deepEqual(watched.statuses, Array(2 * REQUESTS).fill(200), "none refused");
    const budgets = "SELECT count(*) FROM penny.api_budgets";
    assert.deepEqual(await db.rows(budgets), [["1"]], "all companies and both processes");
  }));
