import assert from "node:assert/strict";
import { fixedClock } from "../../lib/base/mod.ts";
import { inspectConfig } from "../../lib/config/mod.ts";
import { createSandboxReader, loadSandbox } from "../../lib/sandbox/mod.ts";
import { makeClone } from "./_clone.ts";
import { diagnose, type Diagnosis, freePort, SECRET } from "./_doctor.ts";
import { DATE } from "./_sandbox_api.ts";
import { type TestDatabase, testHome, withDatabase } from "./_server.ts";

/** Settings with Data Sharing alone: the books of a database of the test server. */
function withStandIn(
  { config }: Pick<TestDatabase, "config">,
  server: Partial<TestDatabase["settings"]> & { readonly user: string },
) {
  const reader = { ...{ host: "127.0.0.1", port: 1, database: "x", password: SECRET }, ...server };
  const dataSharing = { kind: "redshift", server: reader, sslMode: "disable" } as const;
  return { ...config, api: null, dataSharing };
}

/** Runs a test on books that a user of Data Sharing reads. */
async function withReader(
  name: string,
  test: (
    books: TestDatabase & { readonly user: string },
    diagnosis: (wrong?: object) => Promise<Diagnosis>,
  ) => Promise<void>,
): Promise<void> {
  await withDatabase(`${name}_src`, (books) =>
    withDatabase(name, async ({ config }) => {
      await loadSandbox(books.db, { seed: 1, date: DATE });
      const user = `lecteur_${crypto.randomUUID().slice(0, 8)}`;
      await createSandboxReader(books.db, { password: SECRET, role: user });
      const server = { ...books.settings, user, password: SECRET };
      try {
        await test(
          { ...books, user },
          (wrong = {}) => diagnose(withStandIn({ config }, { ...server, ...wrong })),
        );
      } finally {
        await books.db.execute(`DROP OWNED BY ${user}; DROP ROLE ${user}`);
      }
    }));
}

Deno.test("runDoctor() finds Data Sharing ready, table by table", async () => {
  await withReader("doctor_ds", async (_, look) => {
    const found = await look();
    assert.deepEqual(found.errors, [], found.text);
    assert.equal(found.status, 0);
    assert.equal(found.of("Table ").length, 13);
    assert.match(found.text, /^\[OK\] Sociétés : 3 sociétés visibles$/m);
    assert.match(found.text, /^\[OK\] Grand livre : Data Sharing \(3 sociétés\)$/m);
    assert.match(found.text, /^\[INFO\] Chiffrement \(TLS\) : connexion en clair/m);
  });
});

Deno.test("runDoctor() names a table that Data Sharing closes, and what it costs", async () => {
  await withReader("doctor_revoked", async ({ db, user }, look) => {
    await db.execute(`REVOKE SELECT ON pennylane.customers FROM ${user}`);
    await db.execute("ALTER TABLE pennylane.suppliers RENAME COLUMN name TO nom");
    const found = await look();
    assert.deepEqual(found.errors, ["Table customers (Clients)"], found.text);
    assert.equal(found.status, 1);
    assert.match(found.of("Table customers")[0]!.remedy!, /offre comprend Data Sharing/);
    assert.match(found.of("Table suppliers")[0]!.detail!, /il y manque name : vide dans Penny/);
    assert.match(found.of("Clients")[0]!.detail!, /manquera pour 3\s+sociétés/);
  });
});

Deno.test("runDoctor() tells a wrong key, an unknown base and a closed port apart", async () => {
  await withReader("doctor_login", async (_, look) => {
    const key = await look({ password: `${SECRET}-autre` });
    assert.deepEqual([key.errors, key.status], [["Connexion"], 2], key.text);
    assert.match(key.of("Connexion")[0]!.remedy!, /PENNYLANE_DATA_SHARING_KEY/);
    const base = await look({ database: "absente" });
    assert.match(base.of("Connexion")[0]!.remedy!, /REDSHIFT_DATABASE/);
    const port = await look({ port: freePort() });
    assert.deepEqual([port.errors, port.status], [["Réseau"], 2], port.text);
    assert.match(port.of("Réseau")[0]!.detail!, /connexion refusée/);
    assert.match(port.text, /Tables : aucune société ne peut être lue/);
  });
});

Deno.test("runDoctor() tells that a server does not speak TLS", async () => {
  await withReader("doctor_tls", async ({ settings }) => {
    await withDatabase("doctor_tls", async ({ config }) => {
      const { dataSharing } = withStandIn({ config }, settings);
      const found = await diagnose({
        ...{ ...config, api: null },
        dataSharing: { ...dataSharing, sslMode: "verify-full" },
      });
      assert.deepEqual([found.errors, found.status], [["Chiffrement (TLS)"], 2], found.text);
    });
  });
});

Deno.test("runDoctor() tells a base that cannot be reached, and goes on", async () => {
  await withReader("doctor_base", async ({ settings }) => {
    await withDatabase("doctor_base", async ({ config }) => {
      const server = { ...settings, host: "127.0.0.1", port: freePort(), password: SECRET };
      const sources = withStandIn({ config }, settings);
      const found = await diagnose({ ...sources, warehouse: { kind: "server", server } });
      assert.deepEqual([found.errors, found.status], [["Serveur PostgreSQL"], 2], found.text);
      assert.equal(found.of("Table ").filter(({ status }) => status === "ok").length, 13);
    });
  });
});

Deno.test("runDoctor() compares the clock with PostgreSQL's", async () => {
  await withDatabase("doctor_clock", async ({ config }) => {
    const clock = fixedClock(new Date(Date.now() - 7_200_000));
    const found = await diagnose({ ...config, dataSharing: null, api: null }, { clock });
    assert.deepEqual([found.errors, found.status], [["Horloge"], 1], found.text);
    assert.match(found.of("Horloge")[0]!.detail!, /en retard d'environ 7\s2\d\d\s+secondes/);
  });
});

Deno.test("runDoctor() tells tables of another tool in the published schema", async () => {
  await withDatabase("doctor_foreign", async ({ db, config }) => {
    await db.execute("CREATE SCHEMA pennylane; CREATE TABLE pennylane.customers (id int)");
    const found = await diagnose({ ...config, dataSharing: null, api: null });
    assert.deepEqual([found.errors, found.status], [["Tables d'un autre outil"], 2], found.text);
    assert.match(found.text, /deno task db adopt/);
  });
});

Deno.test("runDoctor() tells every faulty setting and looks at the rest", async () => {
  await withDatabase("doctor_settings", async ({ settings }) => {
    const root = await Deno.makeTempDir();
    const inspection = inspectConfig({
      ...{ root, dotenv: null },
      env: {
        ...{ PENNY_HOME: testHome(), POSTGRES_DB: settings.database, REDSHIFT_PORT: "loin" },
        ...{ PENNYLANE_DATA_SHARING_KEY: SECRET, REDSHIFT_USER: "u_1", PENNY_HOMME: "x" },
        ...{
          PENNYLANE_API_TOKEN: SECRET,
          HTTPS_PROXY: `ftp://a:${SECRET}@b`,
          PENNY_KEEP_RUNS: "0",
        },
      },
    });
    const found = await diagnose(inspection);
    assert.deepEqual(
      found.errors.toSorted(),
      ["HTTPS_PROXY", "PENNY_HOMME", "PENNY_KEEP_RUNS", "REDSHIFT_PORT"],
      found.text,
    );
    assert.equal(found.status, 2);
    assert.match(
      found.of("HTTPS_PROXY")[0]?.remedy ?? "",
      /^corrigez HTTPS_PROXY dans les variables d'environnement/,
    );
    assert.equal(found.of("Base intégrée")[0]?.status, "ok");
    assert.deepEqual(found.of("Non vérifié").map(({ section }) => section), [
      "Data Sharing",
      "API Pennylane",
    ]);
    await Deno.remove(root, { recursive: true });
  });
});

Deno.test("doctor prints lines, or JSON, and ends with the status", async () => {
  await using clone = await makeClone();
  const printed = await clone.command("doctor");
  assert.equal(printed.status, 0, printed.stdout + printed.stderr);
  assert.match(printed.stdout, /^Réglages\n\[INFO\] Mode : démonstration/);
  assert.match(printed.stdout, /\n\[OK\] Tout est prêt\n$/);
  for (const line of printed.stdout.split("\n")) assert.ok(line.length <= 120, line);
  const json = JSON.parse((await clone.command("doctor", ["--json"])).stdout);
  assert.deepEqual([json.status, json.faults, json.checks[0].section], [0, 0, "Réglages"]);
  const env = { PENNY_DEMO: "0", PENNYLANE_DATA_SHARING_KEY: SECRET };
  const wrong = await clone.command("doctor", [], env);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stdout, /^\[ERREUR\] REDSHIFT_USER : absent/m);
  assert.match(wrong.stdout, /\n\[ERREUR\] 1\s+point à corriger\n$/);
  assert.doesNotMatch(wrong.stdout + wrong.stderr, new RegExp(SECRET));
});
