import assert from "node:assert/strict";
import { join } from "node:path";
import { KEYS, withRoot } from "./_fixture.ts";
import { inspectConfig } from "./inspect_config.ts";

Deno.test(
  "inspectConfig() gives the settings as if the faulty ones were absent",
  withRoot((root) => {
    const env = { ...KEYS, POSTGRES_PORT: "loin", PENNY_HOMME: "x", PENNY_KEEP_RUNS: "3" };
    const { config, faults, hasFile, secrets } = inspectConfig({ root, env, dotenv: "" });
    assert.deepEqual(faults.map(({ key }) => key).sort(), ["PENNY_HOMME", "POSTGRES_PORT"]);
    assert.equal(config?.keepRuns, 3);
    assert.equal(config?.warehouse.kind === "embedded" && config.warehouse.wantedPort, 5433);
    assert.equal(hasFile, true);
    assert.deepEqual(secrets, ["clé-secrète"]);
  }),
);

Deno.test(
  "inspectConfig() tells a home that cannot be made, without throwing",
  withRoot((root) => {
    Deno.writeTextFileSync(join(root, "fichier"), "");
    const { config, faults } = inspectConfig({
      ...{ root, dotenv: null },
      env: { PENNY_HOME: "fichier", PENNY_DEMO: "1" },
    });
    assert.equal(config, null);
    assert.match(faults[0]!.text, /un fichier porte déjà ce nom/);
  }),
);

Deno.test(
  "inspectConfig() finds nothing wrong with right settings",
  withRoot((root) => {
    const { config, faults, hasFile } = inspectConfig({ root, env: KEYS, dotenv: null });
    assert.deepEqual([config?.demo, faults, hasFile], [false, [], false]);
  }),
);
