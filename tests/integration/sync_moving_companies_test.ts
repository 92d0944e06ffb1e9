import assert from "node:assert/strict";
import { citusCluster } from "./_citus.ts";
import { follow } from "./moving/follow.ts";

const SEED = 20_261_031;

Deno.test({
  name:
    "extractDomain() follows companies that move, row for row, by two processes from both sources",
  // What is written is watched by triggers, which Citus has not.
  ignore: citusCluster() !== null,
  fn: async () => {
    const { kinds, runs, silentRows } = await follow({
      ...{ seed: SEED, changes: 60, checks: 1, days: 9, burst: 20, processes: 2 },
      weights: { silent_change: 80, silent_deletion: 20, category_renamed: 10 },
    });
    assert.ok((kinds["silent_change"] ?? 0) > 0 && silentRows > 0, JSON.stringify(kinds));
    assert.ok(runs > 4, String(runs));
  },
});
