import assert from "node:assert/strict";
import { join } from "node:path";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { type Clone, makeClone } from "./_clone.ts";

/** A free port of the range that nobody uses: port 1 answers on no machine. */
const CLOSED_PORT = "1";
const PATIENCE_MS = 30_000;
const REAL = {
  PENNY_DEMO: "",
  REDSHIFT_USER: "u_12345",
  PENNYLANE_DATA_SHARING_KEY: "cle-tres-secrete",
};

/** Wrong use or wrong settings: the command ends with status 2 and one message that says all of it. */
interface Refusal {
  readonly title: string;
  readonly script?: string;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** What the message says, in this order. */
  readonly says: readonly string[];
}

const REFUSALS: readonly Refusal[] = [
  {
    title: "an unknown notebook",
    args: ["--only", "clients"],
    says: ["« clients »", "aucun carnet de ce nom", "customers"],
  },
  {
    title: "an unknown parameter",
    args: ["-p", "société=Martin"],
    says: ["« société »", "aucun carnet demandé ne le déclare", "societe"],
  },
  {
    title: "a parameter without a value",
    args: ["-p", "societe"],
    says: ["la forme nom=valeur manque"],
  },
  {
    title: "budgets that are none, all at once",
    args: ["--budget", "cellule=10,lecture=3m,silence=1h"],
    says: ["« cellule=10 », « lecture=3m »", "demarrage, cellule, carnet, silence", "90s, 10m, 2h"],
  },
  {
    title: "a file of parameters that does not exist",
    args: ["--params", "rien.json"],
    says: ["« rien.json »", "il n'existe pas"],
  },
  {
    title: "to resume where nothing ran",
    args: ["--failed"],
    says: ["reprendre une exécution « run-all »", "relancez sans --failed"],
  },
  {
    title: "to resume notebooks that are named",
    args: ["--failed", "--only", "customers"],
    says: ["« --only »", "retirez l'un des deux"],
  },
  {
    title: "a notebook file that does not exist",
    script: "run",
    args: ["carnets/mien.ipynb"],
    says: ["« carnets/mien.ipynb »", "le fichier n'existe pas"],
  },
  {
    title: "an unknown company",
    args: ["-p", "societe=Dupont"],
    says: ["« Dupont »", "aucune société ne correspond", "Agence Belle Rive"],
  },
  {
    title: "unknown companies of PENNY_SOCIETES, all at once",
    env: { PENNY_SOCIETES: "Dupont, Pharmacie, Durand" },
    says: ["« Dupont » (PENNY_SOCIETES)", "« Durand » (PENNY_SOCIETES)"],
  },
  {
    title: "a date that is none",
    args: ["-p", "dateArret=hier"],
    says: ["« hier »", "AAAA-MM-JJ"],
  },
  {
    title: "several wrong settings, without their values",
    env: { PENNY_DEMO: "", POSTGRES_PORT: "cinq", PENNY_KEEP_RUNS: "tout", PENNY_SOCIETE: "x" },
    says: [
      "3 réglages à corriger",
      "PENNY_SOCIETE : ",
      "PENNY_SOCIETES ?",
      "PENNY_KEEP_RUNS",
      "POSTGRES_PORT",
    ],
  },
  {
    title: "a half of the credentials",
    env: { ...REAL, REDSHIFT_USER: "" },
    says: ["REDSHIFT_USER : absent", "PENNY_DEMO=1"],
  },
  {
    title: "a PostgreSQL that does not answer",
    env: {
      ...REAL,
      POSTGRES_HOST: "127.0.0.1",
      POSTGRES_PORT: CLOSED_PORT,
      POSTGRES_PASSWORD: "mot-de-passe-secret",
    },
    says: ["Impossible de joindre PostgreSQL « 127.0.0.1:1 »", "POSTGRES_HOST et POSTGRES_PORT"],
  },
  {
    title: "a Data Sharing that does not answer",
    env: { ...REAL, REDSHIFT_HOST: "127.0.0.1", REDSHIFT_PORT: CLOSED_PORT },
    says: ["Impossible de joindre Data Sharing « 127.0.0.1:1 »", "REDSHIFT_HOST et REDSHIFT_PORT"],
  },
  {
    title: "a PENNY_HOME that is a file",
    env: { PENNY_HOME: "deno.json" },
    says: ["deno.json", "un fichier porte déjà ce nom", "PENNY_HOME"],
  },
];

let clone: Clone;

Deno.test.beforeAll(async () => {
  clone = await makeClone();
});

Deno.test.afterAll(async () => {
  await clone?.[Symbol.asyncDispose]();
});

for (const { title, script = "run_all", args = [], env = {}, says } of REFUSALS) {
  Deno.test(`${script} refuses ${title}`, async () => {
    const { status, stdout, stderr } = await clone.command(script, args, env);
    assert.equal(status, 2, stdout + stderr);
    assert.match(stderr, /^\[ERREUR\] Impossible /);
    assert.equal(stderr.split("[ERREUR]").length, 2, "one message");
    assert.doesNotMatch(stdout + stderr, /^\s+at |secret|\bcinq\b/m);
    let from = 0;
    for (const text of says) {
      const found = stderr.indexOf(text, from);
      assert.ok(found >= 0, `« ${text} » is missing in: ${stderr}`);
      from = found;
    }
    assert.deepEqual(await clone.outputFiles(), [], "no run is left behind");
  });
}

Deno.test("run_all refuses a wrong password of the server and of Data Sharing", async () => {
  const port = String((await clone.server()).port);
  const warehouse = { POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: port, POSTGRES_PASSWORD: "faux" };
  const server = await clone.command("run_all", [], { ...REAL, ...warehouse });
  assert.equal(server.status, 2);
  assert.match(server.stderr, /mot de passe refusé ; vérifiez POSTGRES_USER et POSTGRES_PASSWORD/);
  const standIn = { REDSHIFT_HOST: "127.0.0.1", REDSHIFT_PORT: port };
  const plain = { ...REAL, ...standIn, PENNY_REDSHIFT_SSLMODE: "disable" };
  const key = await clone.command("run_all", [], plain);
  assert.equal(key.status, 2);
  assert.match(key.stderr, /Data Sharing .*vérifiez REDSHIFT_USER et PENNYLANE_DATA_SHARING_KEY/);
  const encrypted = await clone.command("run_all", [], { ...REAL, ...standIn });
  assert.equal(encrypted.status, 2);
  assert.match(encrypted.stderr, /n'accepte pas de connexion chiffrée ; .*PENNY_REDSHIFT_SSLMODE/);
});

Deno.test("run_all refuses tables of the Python project until they are adopted", async () => {
  await using warehouse = await clone.open("penny_demo");
  await warehouse.execute(
    "CREATE TABLE pennylane.tax_declarations AS SELECT 'ancienne' AS ligne; " +
      "CREATE TABLE pennylane.budget AS SELECT 1 AS mine",
  );
  const run = () => clone.command("run_all", ["--only", "tax_declarations"]);
  const refused = await run();
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /« pennylane\.tax_declarations ».*« deno task db adopt »/);
  const adopted = await clone.command("db", ["adopt"]);
  assert.equal(adopted.status, 0, adopted.stderr);
  const { status, stdout, stderr } = await run();
  assert.equal(status, 0, stdout + stderr);
  const kept = "SELECT ligne, mine::text FROM pennylane_avant.tax_declarations, pennylane.budget";
  assert.deepEqual(await warehouse.rows(kept), [["ancienne", "1"]]);
  const { rows } = await warehouse.one<{ rows: string }>(
    "SELECT count(*) AS rows FROM pennylane.tax_declarations",
  );
  assert.ok(Number(rows) > 0);
});

Deno.test({
  name: "run_all interrupted in the middle leaves the base whole and only the server running",
  ignore: Deno.build.os === "windows", // There a signal sent to a process ends it at once.
  async fn() {
    await using warehouse = await clone.open("penny_demo");
    const child = clone.spawn("run_all", ["--only", "general_ledger"]);
    const ended = child.output();
    const reading = "SELECT relname FROM pg_class WHERE relname LIKE 'staging_general_ledger%'";
    await until(warehouse, async () => (await warehouse.rows(reading)).length > 0);
    child.kill("SIGINT");
    const { code, stdout: printed } = await ended;
    assert.equal(code, 130);
    assert.match(new TextDecoder().decode(printed), /\[INFO\] Exécution interrompue/);
    await untilAlone(warehouse);
    assert.deepEqual(await warehouse.rows("SELECT to_regclass('pennylane.general_ledger')"), [[
      null,
    ]]);
    const { status, stdout } = await clone.command("run_all", ["--only", "general_ledger"]);
    assert.equal(status, 0, stdout);
    const left = "SELECT relname FROM pg_class WHERE relname LIKE 'staging%'";
    assert.deepEqual(await warehouse.rows(left), []);
  },
});

/** Waits until no other process is connected to a database; kernels are the last to go. */
function untilAlone(db: Database): Promise<void> {
  const others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() " +
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
  return until(db, async () => (await db.rows(others)).length === 0);
}

/** Asks until it is true. */
async function until(db: Database, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!await isTrue()) {
    assert.ok(performance.now() < deadline, "waited too long");
    await db.execute("SELECT pg_sleep(0.005)");
  }
}

/** Transforms that break their promise, and what the run says of each. */
const TRANSFORMS: Readonly<Record<string, readonly [transform: string, says: RegExp]>> = {
  "01_fiscal_years": ['{ throw new Error("panne"); }', /panne ; corrigez la cellule/],
  "03_suppliers": ['rows.drop("id")', /la clé n'est plus dans le résultat \(id\)/],
  "11_vat_declarations": ['rows.sort("declaration_amount")', /appliquée par morceaux/],
  "12_tax_declarations": [
    'rows.groupBy("company_id", "id").agg(pl.col("payment_amount").sum()).tail(1)',
    /appliquée par morceaux/,
  ],
};

Deno.test("run_all names what is wrong with a transform and keeps the old rows", async () => {
  const names = Object.keys(TRANSFORMS);
  const only = ["--only", names.join(",")];
  const before = await clone.command("run_all", only);
  assert.equal(before.status, 0, before.stdout + before.stderr);
  await using warehouse = await clone.open("penny_demo");
  const published = () =>
    warehouse.rows(
      names.map((name) =>
        `SELECT count(*), sum(hashtext(t::text)) FROM pennylane."${name.slice(3)}" t`
      ).join(" UNION ALL "),
    );
  const rows = await published();
  for (const name of names) await spoil(name, TRANSFORMS[name]![0]);
  await Deno.writeTextFile(join(clone.root, "carnets", "06_bank_accounts.ipynb"), '{"cells": [');
  const { status, stdout } = await clone.command("run_all", [
    ...["--only", [...names, "06_bank_accounts", "10_trial_balance"].join(",")],
  ]);
  assert.equal(status, 1, stdout);
  assert.match(stdout, /Succès: 1\/6 \| Ignorés: 0 \| Erreurs: 5/);
  const reasons = new Map(
    (await clone.record()).notebooks.map(({ name, reason }) => [name, reason ?? ""]),
  );
  for (const [name, [, says]] of Object.entries(TRANSFORMS)) assert.match(reasons.get(name)!, says);
  assert.match(reasons.get("06_bank_accounts")!, /le fichier n'est pas du JSON/);
  assert.deepEqual(await published(), rows);
});

/** Makes the user's copy of a notebook with another transform. */
async function spoil(name: string, transform: string): Promise<void> {
  const file = await Deno.readTextFile(join(clone.root, "notebooks", `${name}.ipynb`));
  const notebook = JSON.parse(file);
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") continue;
    if (![cell.source].flat().join("").includes("const transform")) continue;
    cell.source = `import { pl } from "penny";\nconst transform = (rows: Frame) => ${transform};`;
  }
  const copy = join(clone.root, "carnets", `${name}.ipynb`);
  await Deno.writeTextFile(copy, JSON.stringify(notebook));
}
