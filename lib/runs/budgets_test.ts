import assert from "node:assert/strict";
import { DEFAULT_BUDGETS, parseBudgets } from "./budgets.ts";

Deno.test("parseBudgets() reads French names and units over the defaults", () => {
  assert.deepEqual(parseBudgets([]), DEFAULT_BUDGETS);
  assert.deepEqual(parseBudgets(["cellule=10m, carnet=1h30m", "silence=45min", "démarrage=90s"]), {
    start: 90_000,
    cell: 600_000,
    notebook: 5_400_000,
    silence: 2_700_000,
  });
  assert.equal(parseBudgets(["silence=aucun"]).silence, null);
});

Deno.test("parseBudgets() names every budget that it cannot read", () => {
  const given = ["cellule=10", "cell=10m", "silence=0s", "carnet=900h", "carnet=1h"];
  assert.throws(() => parseBudgets(given), {
    name: "UsageError",
    message:
      /« cellule=10 », « cell=10m », « silence=0s », « carnet=900h » : les noms sont demarrage, /,
  });
});
