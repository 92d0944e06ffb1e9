import { systemClock } from "../../../lib/base/mod.ts";
import { sandboxTokens, serveSandboxApi } from "../../../lib/sandbox/api/mod.ts";
import { openLive } from "../../../lib/sandbox/live/mod.ts";
import { loadSandbox } from "../../../lib/sandbox/mod.ts";
import { openWarehouse } from "../../../lib/warehouse/mod.ts";
import { DATE, DrivenClock } from "../_sandbox_api.ts";
import { type TestDatabase, withDatabase, withWarehouseDatabase } from "../_server.ts";
import { noteAskedIds } from "./asked_ids.ts";
import { Month, type MonthOptions, type MonthReport } from "./month.ts";
import { startProcesses } from "./processes.ts";

/**
 * Moves companies for some weeks and synchronises them at random moments, by several processes at once; at each quiet point
 * mirrors and published tables must equal the source but for the rows that {@linkcode Month} can name.
 *
 * @param options How much happens; the seed decides all that happens to the companies, and what is read when.
 * @returns What happened.
 */
export async function follow(options: MonthOptions): Promise<MonthReport> {
  console.log(`[INFO] companies move with seed ${options.seed}`);
  let report: MonthReport | undefined;
  await withDatabase("moving_src", async (source) => {
    await loadSandbox(source.db, { seed: 1, date: DATE });
    await withWarehouseDatabase(
      "moving",
      (warehouse) =>
        withDatabase("moving_truth", async (truth) => {
          report = await followIn({ source, warehouse, truth }, options);
        }),
    );
  });
  return report!;
}

interface Databases {
  readonly source: TestDatabase;
  readonly warehouse: TestDatabase;
  readonly truth: TestDatabase;
}

async function followIn(
  { source, warehouse, truth }: Databases,
  options: MonthOptions,
): Promise<MonthReport> {
  const clock = new DrivenClock();
  const { seed, weights = {} } = options;
  const live = await openLive(source.db, { seed, clock, weights });
  const loud = await openLive(source.db, {
    ...{ seed: `${seed}/loud`, clock },
    // The label of a category is told in Data Sharing alone.
    weights: { ...weights, silent_change: 0, silent_deletion: 0, category_renamed: 0 },
  });
  const tokens = await sandboxTokens(source.db);
  const limit = { requests: 1_000_000, windowSeconds: 5 };
  await using api = await serveSandboxApi(source.db, {
    ...{ tokens, clock, limitClock: systemClock, limit },
  });
  await using asked = await noteAskedIds(api.baseUrl);
  const given = { books: source.settings, tokens: tokens.map(({ token }) => token) };
  await using own = await openWarehouse(warehouse.config, { notify: () => {} });
  await using fresh = await openWarehouse(truth.config, { notify: () => {} });
  const root = await Deno.makeTempDir({ prefix: "penny-moving-" });
  try {
    await using processes = await startProcesses(options.processes, {
      ...{ root, env: warehouse.env },
      sources: { ...given, baseUrl: asked.baseUrl },
    });
    const month = new Month({
      ...{ live, loud, clock, asked, processes, books: source.db, db: own.db },
      truth: { db: fresh.db, sources: { ...given, baseUrl: api.baseUrl } },
    }, options);
    return await month.run();
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
