import assert from "node:assert/strict";
import { type Environment, fault, KEYS, load, TOKEN, withRoot } from "./_fixture.ts";
import { loadConfig } from "./load_config.ts";
import { rememberRealSource } from "./real_source.ts";

/** Which sources the settings configure: `data_sharing/api`. */
function kinds(root: string, env: Environment): string {
  const { dataSharing, api } = load(root, env);
  return `${dataSharing?.kind ?? "none"}/${api?.kind ?? "none"}`;
}

Deno.test(
  "loadConfig() takes either source or both",
  withRoot((root) => {
    assert.equal(kinds(root, TOKEN), "none/pennylane");
    assert.equal(kinds(root, KEYS), "redshift/none");
    assert.equal(kinds(root, { ...KEYS, ...TOKEN }), "redshift/pennylane");
    assert.equal(load(root, TOKEN).demo, false);
  }),
);

Deno.test(
  "loadConfig() shows the demonstration of both sources, or of those asked for",
  withRoot((root) => {
    assert.equal(kinds(root, {}), "standIn/sandbox");
    assert.equal(kinds(root, { ...TOKEN, PENNY_DEMO: "1" }), "standIn/sandbox");
    assert.equal(kinds(root, { PENNY_DEMO_SOURCES: "api" }), "none/sandbox");
    assert.equal(kinds(root, { PENNY_DEMO_SOURCES: "data_sharing" }), "standIn/none");
    assert.equal(kinds(root, { PENNY_DEMO_SOURCES: "data_sharing, api" }), "standIn/sandbox");
    assert.equal(kinds(root, { ...TOKEN, PENNY_DEMO_SOURCES: "data_sharing" }), "none/pennylane");
    assert.equal(kinds(root, { PENNY_DEMO_SOURCES: "firm" }), "none/none");
    assert.equal(load(root, { PENNY_DEMO_SOURCES: "firm" }).firm?.kind, "sandbox");
    for (const PENNY_DEMO_SOURCES of ["cabinet", "api;data_sharing", ","]) {
      assert.match(fault(root, { PENNY_DEMO_SOURCES }), /attendu : data_sharing, api, firm, ou/);
    }
  }),
);

Deno.test(
  "loadConfig() names both ways when no source is configured",
  withRoot((root) => {
    rememberRealSource(load(root, TOKEN));
    const asked: Environment[] = [{}, { PENNY_DEMO: "0" }];
    for (const env of asked) {
      const message = fault(root, env);
      assert.match(
        message,
        /PENNYLANE_API_TOKEN : absent .*PENNYLANE_DATA_SHARING_KEY et REDSHIFT/,
      );
      assert.match(message, /PENNYLANE_DATA_SHARING_KEY : absent .*PENNYLANE_API_TOKEN seul/);
      assert.match(message, /REDSHIFT_USER : absent .*PENNY_DEMO=1/);
    }
  }),
);

Deno.test(
  "loadConfig() wants the other half of a Data Sharing credential even with a token",
  withRoot((root) => {
    const { PENNYLANE_DATA_SHARING_KEY = "", REDSHIFT_USER = "" } = KEYS;
    const noUser = fault(root, { ...TOKEN, PENNYLANE_DATA_SHARING_KEY });
    assert.match(noUser, /un réglage à corriger[^]*REDSHIFT_USER : absent/);
    const noKey = fault(root, { ...TOKEN, REDSHIFT_USER });
    assert.match(noKey, /un réglage à corriger[^]*PENNYLANE_DATA_SHARING_KEY : absent/);
  }),
);

Deno.test(
  "loadConfig() never takes a malformed credential for a missing one",
  withRoot((root) => {
    const message = fault(root, { PENNYLANE_API_TOKEN: "jeton-un jeton-deux", PENNY_DEMO: "0" });
    assert.doesNotMatch(message, /absent/);
  }),
);

Deno.test(
  "loadConfig() gives no half of a source to commands that only look after the base",
  withRoot((root) => {
    const env = { REDSHIFT_USER: "u_1", PENNY_SOURCES: "customers=api" };
    const config = loadConfig({ root, env, dotenv: null, needsCredentials: false });
    assert.deepEqual([config.demo, config.dataSharing, config.api], [false, null, null]);
  }),
);

Deno.test(
  "loadConfig() reads the source chosen for a table",
  withRoot((root) => {
    const env = {
      ...KEYS,
      ...TOKEN,
      PENNY_SOURCES: "customers=data_sharing, general_ledger = api,",
    };
    const { sourceChoice } = load(root, env);
    assert.deepEqual(sourceChoice, { customers: "data_sharing", general_ledger: "api" });
    assert.ok(Object.isFrozen(sourceChoice));
    assert.deepEqual(load(root, TOKEN).sourceChoice, {});
  }),
);

Deno.test(
  "loadConfig() refuses a malformed choice of sources",
  withRoot((root) => {
    const wrong = [
      "customers",
      "customers=cabinet",
      "=api",
      "customers:api",
      "a=api,a=data_sharing",
    ];
    for (const PENNY_SOURCES of [...wrong, "Clients=api", "a=api;b=api", ","]) {
      const message = fault(root, { ...KEYS, ...TOKEN, PENNY_SOURCES });
      assert.match(message, /PENNY_SOURCES : .*attendu : table=source/);
    }
  }),
);

Deno.test(
  "loadConfig() refuses the choice of a source that is not configured",
  withRoot((root) => {
    const choice = { PENNY_SOURCES: "customers=api,suppliers=data_sharing,journals=api" };
    assert.match(
      fault(root, { ...KEYS, ...choice }),
      /PENNY_SOURCES : customers=api, journals=api : .* remplissez PENNYLANE_API_TOKEN, ou retirez/,
    );
    assert.match(
      fault(root, { ...TOKEN, ...choice }),
      /suppliers=data_sharing : .* remplissez PENNYLANE_DATA_SHARING_KEY et REDSHIFT_USER, ou/,
    );
    assert.match(
      fault(root, { ...choice, PENNY_DEMO_SOURCES: "api" }),
      /suppliers=data_sharing : .* ajoutez data_sharing à PENNY_DEMO_SOURCES, ou/,
    );
    assert.equal(load(root, choice).demo, true);
  }),
);
