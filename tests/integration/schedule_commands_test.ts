import assert from "node:assert/strict";
import { join } from "node:path";
import { type Clone, type Ended, makeClone } from "./_clone.ts";

let clone: Clone;

Deno.test.beforeAll(async () => {
  clone = await makeClone();
});

Deno.test.afterAll(async () => {
  await clone?.[Symbol.asyncDispose]();
});

/** Says that a command ended with status 2 and one message. */
function assertRefused({ status, stdout, stderr }: Ended, message: RegExp): void {
  assert.equal(status, 2, stdout + stderr);
  assert.match(stderr, message);
  assert.equal(stderr.match(/\[ERREUR\]/g)?.length, 1, stderr);
}

Deno.test("schedule refuses a time that means nothing, with examples", async () => {
  for (
    const [text, message] of [
      ["de temps en temps", /« de temps en temps » : .*par exemple « toutes les 2 heures »/],
      ["61 * * * *", /« 61 \* \* \* \* » : .*par exemple .*en cron/],
      ["toutes les 5 heures", /écrivez « 4 h » ou « 6 h »/],
    ] as const
  ) {
    const refused = await clone.command("schedule", ["--no-worker"], { PENNY_SCHEDULE: text });
    assertRefused(refused, message);
    assert.match(refused.stderr, /corrigez PENNY_SCHEDULE/);
  }
});

Deno.test("schedule refuses to be the second for a database, and stops when it is asked to", async () => {
  const first = clone.spawn("schedule", ["--no-worker"]);
  const lines = first.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  while (!seen.includes("prochain créneau")) seen += (await lines.read()).value;
  const second = await clone.command("schedule", ["--no-worker"]);
  assertRefused(second, new RegExp(`un autre planifie déjà .*\\(processus ${first.pid}\\)`));
  first.kill("SIGINT");
  await lines.cancel();
  await first.stderr.cancel();
  assert.equal((await first.status).code, 0);
});

Deno.test("schedule --once says when nothing is due", async () => {
  // the first start left a run that nobody has executed
  const db = await clone.open("penny_demo");
  await db.execute("UPDATE penny.schedule_slots SET status = 'done', finished_at = now()");
  await db.execute("UPDATE penny.jobs SET status = 'done', finished_at = now()");
  await db.execute("DELETE FROM penny_queue._private_jobs");
  await db.close();
  const { status, stdout } = await clone.command("schedule", ["--once", "--no-worker"]);
  assert.equal(status, 0);
  assert.match(stdout, /\[INFO\] Rien n'est dû maintenant\n$/);
});

Deno.test("schedule goes on without a log that cannot be written, told once", async () => {
  const PENNY_LOGS = join(clone.root, "deno.json", "journal");
  const { status, stderr } = await clone.command("schedule", ["--once"], { PENNY_LOGS });
  assert.equal(status, 0);
  const told = stderr.match(/le journal « .* » : un fichier est à la place d'un dossier ; /g);
  assert.equal(told?.length, 1, stderr);
});

Deno.test("schedule --once ends with 2 when the file of schedules is wrong, and keeps those of before", async () => {
  const file = join(clone.root, "penny.schedules.json");
  await Deno.writeTextFile(file, `{ "planifications": [{ "nom": "a", "quand": "7 min" }] }`);
  const { status, stdout } = await clone.command("schedule", ["--once", "--no-worker"]);
  await Deno.remove(file);
  assert.equal(status, 2);
  assert.match(stdout, /ligne 1, planifications\[0\]\.quand : .*écrivez « 6 min » ou « 8 min »/);
  assert.match(stdout, /principale : toutes les 2 heures \(en vigueur avant\)/);
});

Deno.test("schedule and worker refuse a queue of a newer version, and say what to do", async () => {
  const db = await clone.open("penny_demo");
  await db.execute("INSERT INTO penny_queue.migrations (id, breaking) VALUES (999999, true)");
  await db.close();
  const message =
    /file d'attente « penny_queue » : une version plus récente .* mettez Penny à jour/;
  assertRefused(await clone.command("worker"), message);
  assertRefused(await clone.command("schedule", ["--once"]), message);
});

Deno.test("alert says what it can do", async () => {
  const refused = await clone.command("alert");
  assertRefused(refused, /« alert » : rien n'est demandé ; usage : .*test \| list/);
});
