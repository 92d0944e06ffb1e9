import assert from "node:assert/strict";
import { join } from "node:path";
import { type Clone, type Ended, filesBelow, makeClone } from "./_clone.ts";

/** Plays Pennylane: the synthetic companies, and rows of one that nobody lists. */
let pennylane: Clone;
/** Plays the user, with settings of a Data Sharing of her own. */
let user: Clone;
let settings: Record<string, string>;
let first: Ended;

/** Small tables, one of which has rows of an unknown company. */
const ONLY = ["--only", "fiscal_years,bank_accounts,trial_balance"];

Deno.test.beforeAll(async () => {
  pennylane = await makeClone();
  user = pennylane.withOtherHome();
  const options = ["--date", "2026-10-31", "--orphans", "--mot-de-passe"];
  const { stdout, stderr } = await pennylane.command("sandbox", options);
  const told = (label: string) =>
    new RegExp(`^ +${label} +(\\S+)$`, "m").exec(stdout)?.[1] ?? stderr;
  settings = {
    PENNY_DEMO: "",
    REDSHIFT_HOST: told("Serveur"),
    REDSHIFT_PORT: told("Port"),
    REDSHIFT_DATABASE: told("Base"),
    REDSHIFT_USER: told("Utilisateur"),
    PENNYLANE_DATA_SHARING_KEY: told("Mot de passe"),
    PENNY_REDSHIFT_SSLMODE: "disable",
  };
  await Deno.mkdir(join(user.root, "carnets"), { recursive: true });
  await addIndiscreetCells("06_bank_accounts");
  first = await user.command("run_all", ONLY, settings);
});

Deno.test.afterAll(async () => {
  await user?.[Symbol.asyncDispose]();
  await pennylane?.[Symbol.asyncDispose]();
});

Deno.test("run-all fills the user's own base from Data Sharing", async () => {
  assert.equal(first.status, 0, first.stdout + first.stderr);
  const { setting } = await user.record();
  assert.equal(setting?.mode, "réel");
  assert.equal(setting?.connection.database, "pennylane_db");
  await using warehouse = await user.open("pennylane_db");
  await using source = await pennylane.open("penny_sandbox");
  const sum = "SELECT count(*), sum(debits), sum(credits) FROM pennylane.trial_balance";
  assert.deepEqual(
    await warehouse.rows(sum),
    await source.rows(`${sum} WHERE company_id IN (SELECT id FROM pennylane.companies)`),
  );
});

Deno.test("run-all says nowhere that real data are synthetic", async () => {
  const wrong = /d[ée]monstration|synth[ée]tique/i;
  assert.doesNotMatch(first.stdout, wrong);
  for (const file of await latestFiles()) {
    // The library's own sentences do not count, what the cells show does.
    const text = file.endsWith(".ipynb") ? await shown(file) : await Deno.readTextFile(file);
    assert.doesNotMatch(text, wrong, file);
  }
});

Deno.test("run-all tells rows of a company that the source does not list", async () => {
  const text = await shown(join(user.root, "outputs", "latest", "01_fiscal_years.ipynb"));
  assert.match(text, /lignes? de la société \d+, absente de la table companies, non reprises?/);
});

Deno.test("db connection shows the user's base and keeps the password back", async () => {
  const { status, stdout } = await user.command("db", ["connection"], settings);
  assert.equal(status, 0);
  assert.match(stdout, /Base +pennylane_db\n/);
  assert.match(stdout, new RegExp(`Port +${(await user.server()).port}\n`));
  assert.match(stdout, /Utilisateur +penny_lecture\n/);
  for (const secret of await secrets()) assert.ok(!stdout.includes(secret));
});

Deno.test("run-all refuses to fall back on synthetic companies once the key is lost", async () => {
  await Deno.stat(join(user.home, "real-source-seen"));
  const { status, stderr } = await user.command("run_all", ONLY, { PENNY_DEMO: "" });
  assert.equal(status, 2);
  assert.match(stderr, /PENNYLANE_DATA_SHARING_KEY : absent/);
  assert.match(stderr, /REDSHIFT_USER : absent/);
  const base = await user.command("db", ["status"], { PENNY_DEMO: "" });
  assert.equal(base.status, 0, "the base can still be looked after");
});

Deno.test("run-all writes no password, not even one that a cell shows", async () => {
  const told = await shown(join(user.root, "outputs", "latest", "06_bank_accounts.ipynb"));
  assert.match(told, /clé : \*\*\*/);
  assert.match(told, /lecture : \*\*\*/);
  const wrong = await user.command("run_all", ONLY, {
    ...settings,
    REDSHIFT_USER: "u_inconnu",
  });
  assert.equal(wrong.status, 2);
  const files = [...await user.outputFiles(), ...await logFiles()];
  assert.ok(files.some((file) => file.endsWith("run.json")));
  const texts = new Map([["console", first.stdout + first.stderr + wrong.stdout + wrong.stderr]]);
  for (const file of files) texts.set(file, await Deno.readTextFile(file));
  for (const secret of await secrets()) {
    for (const [where, text] of texts) assert.ok(!text.includes(secret), where);
  }
});

/** Every password of both homes. */
async function secrets(): Promise<string[]> {
  const kept = [...await filesBelow(pennylane.home), ...await filesBelow(user.home)]
    .filter((file) => file.endsWith(".password"));
  const values = await Promise.all(
    kept.map(async (file) => (await Deno.readTextFile(file)).trim()),
  );
  const servers = [await pennylane.server(), await user.server()];
  const all = [...values, ...servers.map(({ password }) => password)];
  assert.equal(all.length, 4, "sandbox reader, reader and both owners");
  assert.ok(all.includes(settings.PENNYLANE_DATA_SHARING_KEY!));
  return all;
}

async function logFiles(): Promise<string[]> {
  const folders = [pennylane.serverFolder, user.serverFolder];
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await Array.fromAsync(Deno.readDir(folder)))
        .filter(({ name }) => /\.log(?:\.1)?$/.test(name)).map(({ name }) => join(folder, name))
    ),
  );
  return found.flat();
}

async function latestFiles(): Promise<string[]> {
  return (await filesBelow(join(user.root, "outputs", "latest")))
    .filter((file) => /\.(?:ipynb|html|json)$/.test(file));
}

/** What the cells of a copy show. */
async function shown(file: string): Promise<string> {
  const { cells } = JSON.parse(await Deno.readTextFile(file));
  return JSON.stringify(cells.map((cell: { outputs?: unknown }) => cell.outputs ?? []));
}

/** Makes the user's copy of a notebook whose last cell shows every password that it can find. */
async function addIndiscreetCells(name: string): Promise<void> {
  const file = join(user.root, "notebooks", `${name}.ipynb`);
  const notebook = JSON.parse(await Deno.readTextFile(file));
  const source = `console.log("clé : " + Deno.env.get("PENNYLANE_DATA_SHARING_KEY"));
console.log("lecture : " + Deno.readTextFileSync(Deno.env.get("PENNY_HOME") + "/penny_lecture.password"));`;
  const cell = {
    cell_type: "code",
    id: "indiscret",
    metadata: {},
    execution_count: null,
    outputs: [],
  };
  notebook.cells.push({ ...cell, source });
  const copy = join(user.root, "carnets", `${name}.ipynb`);
  await Deno.writeTextFile(copy, JSON.stringify(notebook));
}
