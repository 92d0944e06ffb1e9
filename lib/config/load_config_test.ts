import assert from "node:assert/strict";
import { join } from "node:path";
import { UsageError } from "../base/mod.ts";
import { FIELDS } from "./_fields.ts";
import { KEYS, load, withRoot } from "./_fixture.ts";
import { loadConfig } from "./load_config.ts";
import { rememberRealSource } from "./real_source.ts";

Deno.test(
  "loadConfig() starts in demo mode without any setting",
  withRoot((root) => {
    const config = load(root);
    assert.equal(config.demo, true);
    assert.deepEqual(config.dataSharing, { kind: "standIn" });
    assert.equal(config.warehouse.kind === "embedded" && config.warehouse.database, "penny_demo");
  }),
);

Deno.test(
  "loadConfig() keeps the demo on the embedded server whatever POSTGRES_HOST",
  withRoot((root) => {
    const env = { PENNY_DEMO: "1", POSTGRES_HOST: "db", POSTGRES_PASSWORD: "x", ...KEYS };
    const config = load(root, env);
    assert.equal(config.warehouse.kind, "embedded");
    assert.equal(config.dataSharing?.kind, "standIn");
  }),
);

Deno.test(
  "loadConfig() wants a credential once a real source was read",
  withRoot((root) => {
    rememberRealSource(load(root, KEYS));
    assert.throws(() => load(root), /PENNYLANE_DATA_SHARING_KEY : absent/);
    assert.equal(load(root, { PENNY_DEMO: "1" }).demo, true);
  }),
);

Deno.test(
  "loadConfig() wants no credential for commands that only look after the base",
  withRoot((root) => {
    rememberRealSource(load(root, KEYS));
    const config = loadConfig({ root, env: {}, dotenv: null, needsCredentials: false });
    assert.equal(config.demo, false);
    assert.equal(config.warehouse.kind === "embedded" && config.warehouse.database, "pennylane_db");
    assert.equal(config.dataSharing, null);
  }),
);

Deno.test(
  "rememberRealSource() notes nothing in demo mode",
  withRoot((root) => {
    rememberRealSource(load(root, { ...KEYS, PENNY_DEMO: "1" }));
    assert.equal(load(root).demo, true);
  }),
);

Deno.test(
  "loadConfig() lets the environment win over .env",
  withRoot((root) => {
    const file = "\uFEFFPOSTGRES_SCHEMA=fichier\r\nPOSTGRES_PORT=6000\r\n";
    const config = load(root, { POSTGRES_SCHEMA: "environnement" }, file);
    assert.equal(config.schema, "environnement");
    assert.equal(config.warehouse.kind === "embedded" && config.warehouse.wantedPort, 6000);
  }),
);

Deno.test(
  "loadConfig() reads the file beside deno.json",
  withRoot((root) => {
    Deno.writeTextFileSync(join(root, ".env"), 'PENNY_SOCIETES="Pharmacie, 123456789"\n');
    assert.deepEqual(loadConfig({ root, env: {} }).companies, ["Pharmacie", "123456789"]);
  }),
);

Deno.test(
  "loadConfig() tells all faults at once without any value",
  withRoot((root) => {
    const env = { POSTGRES_PORT: "70000", PENNY_HOMME: "x", POSTGRES_SCHEMA: "penny" };
    assert.throws(() => load(root, env, "PENNY_TODAY=2026-02-30\nREDSHIFT_USER=u_9"), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /5 réglages/);
      assert.match(error.message, /POSTGRES_PORT : lu dans l'environnement, attendu : /);
      assert.match(error.message, /PENNY_TODAY : lu dans \.env, attendu : une date/);
      assert.match(error.message, /PENNY_HOMME : .*vouliez-vous PENNY_HOME/);
      assert.doesNotMatch(error.message, /70000|2026-02-30|u_9/);
      return true;
    });
  }),
);

Deno.test(
  "loadConfig() accepts the settings of the Python project",
  withRoot((root) => {
    const file = "PENNYLANE_API_TOKEN=jeton1, jeton2\nPGADMIN_EMAIL=a@b.fr\nPGADMIN_PASSWORD=pg\n";
    const { secrets } = load(root, KEYS, file);
    for (const secret of ["clé-secrète", "jeton1, jeton2", "jeton1", "jeton2", "pg"]) {
      assert.ok(secrets.includes(secret));
    }
  }),
);

Deno.test(
  "loadConfig() freezes what it gives and closes its folders to others",
  withRoot((root) => {
    const config = load(root);
    assert.ok(Object.isFrozen(config) && Object.isFrozen(config.warehouse));
    if (Deno.build.os === "windows") return;
    for (const folder of [config.home, config.outputs, config.carnets]) {
      assert.equal(Deno.statSync(folder).mode! & 0o777, 0o700);
    }
  }),
);

Deno.test(
  "loadConfig() wants a password with POSTGRES_HOST",
  withRoot((root) => {
    assert.throws(() => load(root, { ...KEYS, POSTGRES_HOST: "db" }), /POSTGRES_PASSWORD : absent/);
  }),
);

Deno.test(
  "loadConfig() refuses half of a run's context",
  withRoot((root) => {
    assert.throws(() => load(root, { PENNY_RUN_ID: "1" }), /PENNY_RUN_NOTEBOOK : absent/);
  }),
);

Deno.test(
  "loadConfig() accepts .env.example, which names every setting of the user's",
  withRoot((root) => {
    const example = Deno.readTextFileSync(new URL("../../.env.example", import.meta.url));
    assert.equal(load(root, {}, example).demo, true);
    load(
      root,
      { ...KEYS, PENNYLANE_API_TOKEN: "jeton-un" },
      example.replace(/^#(?=[A-Z_]+=)/gm, ""),
    );
    const named = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name!).sort();
    const wanted = Object.keys(FIELDS).filter((name) =>
      !/^(?:PENNY_RUN_|PENNY_WORKER$|PGADMIN_)/.test(name)
    );
    assert.deepEqual(named, wanted.sort());
  }),
);
