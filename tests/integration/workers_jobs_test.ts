import assert from "node:assert/strict";
import { join } from "node:path";
import { loadConfig } from "../../lib/config/mod.ts";
import { acquireRunLock } from "../../lib/runs/mod.ts";
import { knownTasks, renewJobs, stuckJobs } from "../../lib/scheduling/queue/mod.ts";
import { Fleet, kill } from "./worker_fleet.ts";

const PACE = { beatMs: 300, sweepMs: 700, silentMs: 20_000, pollMs: 200, reconnectMs: 300 };

/** In `.env`, where schedules say that secrets belong. */
const DOTENV_SECRET = "jeton-de-banque-4711";

let fleet: Fleet;

Deno.test.beforeAll(async () => {
  fleet = await Fleet.make(PACE, 50);
  await Deno.writeTextFile(join(fleet.clone.root, ".env"), `BANQUE_TOKEN=${DOTENV_SECRET}\n`);
  fleet.start();
});

Deno.test.afterAll(async () => {
  await fleet?.[Symbol.asyncDispose]();
});

/** Puts a notebook of one cell beside the shipped ones. */
async function write(name: string, source: string): Promise<void> {
  const cell = { cell_type: "code", id: "c0", metadata: {}, source, execution_count: null };
  await Deno.writeTextFile(
    join(fleet.clone.root, "notebooks", `${name}.ipynb`),
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } },
      cells: [{ ...cell, outputs: [] }],
    }),
  );
}

interface JobRow {
  readonly status: string;
  readonly attempt: number;
  readonly error: string | null;
}

function jobOf(runId: string, notebook: string): Promise<JobRow> {
  return fleet.db.one<JobRow>(
    "SELECT status, attempt, error FROM penny.jobs WHERE run_id = $1 AND notebook = $2",
    [runId, notebook],
  );
}

Deno.test("runWorker() executes a run as run-all does and shows it in latest", async () => {
  const run = "2026-10-31T06-00-00";
  await fleet.add(run, { notebooks: ["00", "customers"] });
  assert.equal(await fleet.ended(run), "done");
  const record = await fleet.until("latest", async () => {
    const latest = await fleet.clone.record().catch(() => null);
    return latest?.runId === run && latest.endedAt !== null ? latest : null;
  });
  assert.deepEqual(record.notebooks.map(({ name, status, hasCopy }) => [name, status, hasCopy]), [
    ["00_sommaire", "ok", true],
    ["02_customers", "ok", true],
  ]);
  assert.deepEqual([record.command, record.status], ["schedule", "ok"]);
  assert.ok(record.tieOuts !== undefined);
  const files = [...Deno.readDirSync(join(fleet.clone.root, "outputs", run))];
  assert.deepEqual(files.map(({ name }) => name).sort(), [
    "00_sommaire.html",
    "00_sommaire.ipynb",
    "02_customers.html",
    "02_customers.ipynb",
    "index.html",
    "run.json",
  ]);
  const stored = await fleet.db.rows("SELECT command, status FROM penny.runs WHERE run_id = $1", [
    run,
  ]);
  assert.deepEqual(stored, [["schedule", "0"]]);
});

Deno.test("runWorker() tries a notebook whose kernel died again, and one that fails never", async () => {
  const marker = join(fleet.clone.root, "mort");
  await write(
    "91_meurt",
    `try { Deno.statSync(${JSON.stringify(marker)}); } catch {
      Deno.writeTextFileSync(${JSON.stringify(marker)}, ""); Deno.kill(Deno.pid, "SIGKILL"); }`,
  );
  await write("92_rate", "throw new Error('transformation impossible')");
  const run = "2026-10-31T07-00-00";
  await fleet.add(run, { notebooks: ["91", "92"] });
  assert.equal(await fleet.ended(run), "failed");
  assert.deepEqual(await jobOf(run, "91_meurt"), { status: "done", attempt: 2, error: null });
  const failed = await jobOf(run, "92_rate");
  assert.deepEqual([failed.status, failed.attempt], ["failed", 1]);
  assert.match(failed.error ?? "", /transformation impossible/);
});

Deno.test("runWorker() lets a notebook read a secret in .env, and writes it nowhere", async () => {
  await write(
    "90_secret",
    `process.loadEnvFile("../.env"); console.log("lu :", Deno.env.get("BANQUE_TOKEN"), Deno.env.get("BANQUE_TOKEN").length);`,
  );
  const run = "2026-10-31T06-30-00";
  await fleet.add(run, { notebooks: ["90"] });
  assert.equal(await fleet.ended(run), "done");
  const copy = await Deno.readTextFile(
    join(fleet.clone.root, "outputs", run, "90_secret.ipynb"),
  );
  assert.match(copy, new RegExp(`lu : \\*\\*\\* ${DOTENV_SECRET.length}`));
  const kept = await fleet.db.rows("SELECT j::text FROM penny.jobs j WHERE run_id = $1", [run]);
  assert.doesNotMatch(copy + JSON.stringify(kept), new RegExp(DOTENV_SECRET));
});

Deno.test("runWorker() refuses a run of companies that do not exist, once and for all", async () => {
  const run = "2026-10-31T08-00-00";
  await fleet.add(run, { notebooks: ["customers"], companies: ["Personne SARL"] });
  assert.equal(await fleet.ended(run), "failed");
  const { status, attempt, error } = await jobOf(run, "prepare");
  assert.deepEqual([status, attempt], ["failed", 1]);
  assert.match(error ?? "", /Personne SARL.*aucune société ne correspond/);
});

Deno.test("runWorker() leaves a job of another text, says so, and does it once it is renewed", async () => {
  const [worker] = fleet.workers;
  await write("93_texte", "await new Promise((resolve) => setTimeout(resolve, 3000)); 'un'");
  await write("94_autre", "'un'");
  const run = "2026-10-31T09-00-00";
  await fleet.add(run, { notebooks: ["93", "94"] });
  await fleet.until("93 under way", async () => {
    const { status } = await jobOf(run, "93_texte").catch(() => ({ status: "" }));
    return status === "running" || null;
  });
  await write("94_autre", "'deux'");
  await fleet.until("the line about it", () => {
    const told = worker!.lines.join("").includes(
      "1\u00a0travail laissé à un autre exécutant (94_autre)",
    );
    return Promise.resolve(told || null);
  });
  assert.equal((await jobOf(run, "94_autre")).status, "waiting");
  await fleet.until("its row about it", async () => {
    const stuck = await stuckJobs(fleet.db, { patienceMs: 0, silentMs: 60_000 });
    return stuck.some(({ notebook, alive }) => notebook === "94_autre" && alive) || null;
  });
  const { stdout } = await fleet.clone.command("status");
  assert.match(stdout, /\n\nExécutants\n\n\S+, processus \d+ : (1\stravail en cours|au repos)\n/);
  const { root } = fleet.clone;
  const known = await knownTasks(loadConfig({ root, env: {}, dotenv: null }));
  assert.equal(await renewJobs(fleet.db, known), 1);
  assert.equal(await fleet.ended(run), "done");
  const copy = await Deno.readTextFile(join(root, "outputs", run, "94_autre.ipynb"));
  assert.match(copy, /deux/);
});

Deno.test("runWorker() takes no job while a run on its machine wants outputs/ alone", async () => {
  const { root, home } = fleet.clone;
  const { signal } = new AbortController();
  const alone = await acquireRunLock([join(root, "outputs"), home], {
    ...{ command: "run-all", wait: true, signal, note() {} },
  });
  await fleet.until("the line about it", () => {
    const told = fleet.workers[0]!.lines.join("").includes("en cours (run-all, processus");
    return Promise.resolve(told || null);
  });
  const run = "2026-10-31T09-30-00";
  await fleet.add(run, { notebooks: ["94"] });
  const before = await fleet.db.rows("SELECT seen_at FROM penny.workers WHERE ended_at IS NULL");
  await fleet.until("two signs of life", async () => {
    const now = await fleet.db.rows(
      "SELECT seen_at FROM penny.workers WHERE ended_at IS NULL AND seen_at > $1::timestamptz + interval '0.5 s'",
      [before[0]![0]],
    );
    return now[0] ?? null;
  });
  assert.deepEqual(await fleet.db.rows("SELECT locked_by FROM penny_queue._private_jobs"), [[
    null,
  ]]);
  assert.equal(await fleet.queue.state(run), "waiting");
  await alone?.[Symbol.asyncDispose]();
  assert.equal(await fleet.ended(run), "done");
});

Deno.test("runWorker() gives a job back when it is stopped and the limit has passed", async () => {
  const marker = join(fleet.clone.root, "court");
  const wait = `await new Promise((resolve) => setTimeout(resolve,
    Deno.readTextFileSync(${JSON.stringify(marker)}) === "" ? 120_000 : 1))`;
  await Deno.writeTextFile(marker, "");
  await write("95_long", wait);
  for (const { process } of fleet.workers.splice(0)) {
    kill(process.pid, "SIGINT");
    assert.equal((await process.status).code, 0);
  }
  const hasty = fleet.start(500);
  const run = "2026-10-31T10-00-00";
  await fleet.add(run, { notebooks: ["95"] });
  await fleet.running(run);
  kill(hasty.process.pid, "SIGTERM");
  assert.equal((await hasty.process.status).code, 0);
  assert.equal((await jobOf(run, "95_long")).status, "waiting");
  const attempts = await fleet.db.rows("SELECT attempts, locked_by FROM penny_queue._private_jobs");
  assert.deepEqual(attempts, [["0", null]]);
  await Deno.writeTextFile(marker, "1");
  fleet.start();
  assert.equal(await fleet.ended(run), "done");
});
