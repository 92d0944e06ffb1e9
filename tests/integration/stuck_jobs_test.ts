import assert from "node:assert/strict";
import { systemClock } from "../../lib/base/mod.ts";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { openScheduleAlerts, workerLines } from "../../lib/scheduling/mod.ts";
import { type KnownTasks, renewJobs, stuckJobs } from "../../lib/scheduling/queue/mod.ts";
import { renewTasks } from "../../lib/scheduling/worker/registration.ts";
import { ONE, prepared, queueOf, register, RUN, runId, tasks, withQueue } from "./_queue.ts";

const OPTIONS = { patienceMs: 300_000, silentMs: 60_000 };
const TWO = tasks("deux");
const NAMES = ["01_a", "02_b"];

/** Lets everything in the database have happened some minutes earlier. */
async function minutesLater(db: Database, minutes: number): Promise<void> {
  const by = `interval '${minutes} min'`;
  await db.execute(
    `UPDATE penny_queue._private_jobs SET run_at = run_at - ${by}, updated_at = updated_at - ${by}; ` +
      `UPDATE penny.workers SET tasks_at = tasks_at - ${by}, started_at = started_at - ${by}, ended_at = ended_at - ${by}`,
  );
}

async function worker(db: Database, workerId: string, { byName }: KnownTasks): Promise<void> {
  await register(db, workerId);
  await db.execute("UPDATE penny.workers SET tasks = $2::jsonb WHERE worker_id = $1", [
    workerId,
    JSON.stringify([...byName.values()]),
  ]);
}

async function endWorker(db: Database, workerId: string): Promise<void> {
  await db.execute("UPDATE penny.workers SET ended_at = now() WHERE worker_id = $1", [workerId]);
}

async function stuckNames(db: Database): Promise<string[]> {
  return (await stuckJobs(db, OPTIONS)).map(({ notebook }) => notebook);
}

Deno.test("stuckJobs() counts jobs once nobody could take them for the whole patience", () =>
  withQueue("stuck_none", async (db) => {
    await queueOf(db).add(RUN);
    await minutesLater(db, 4);
    assert.deepEqual(await stuckNames(db), []);
    await minutesLater(db, 2);
    const [one, ...more] = await stuckJobs(db, OPTIONS);
    assert.deepEqual(more, []);
    assert.ok(one);
    const { since, ...rest } = one;
    assert.deepEqual(rest, { runId, notebook: "prepare", jobs: 1, alive: false });
    const minutes = (Date.now() - since.getTime()) / 60_000;
    assert.ok(minutes > 5.9 && minutes < 6.5, String(minutes));
  }));

Deno.test("stuckJobs() leaves jobs that wait behind others, and counts from their last worker's end", () =>
  withQueue("stuck_behind", async (db) => {
    await prepared(db);
    await worker(db, "w2", ONE);
    await minutesLater(db, 60);
    assert.deepEqual(await stuckNames(db), [], "a worker has their text: it is busy");
    await endWorker(db, "w1");
    await endWorker(db, "w2");
    assert.deepEqual(await stuckNames(db), [], "it ended only now");
    await minutesLater(db, 6);
    assert.deepEqual(await stuckNames(db), NAMES);
    await worker(db, "w3", ONE);
    assert.deepEqual(await stuckNames(db), []);
    await db.execute("UPDATE penny.workers SET seen_at = now() - interval '61 s'");
    assert.deepEqual(await stuckNames(db), NAMES, "one that sleeps takes nothing");
  }));

Deno.test("stuckJobs() counts jobs whose text no living worker has, until one has it", () =>
  withQueue("stuck_text", async (db) => {
    await prepared(db);
    await endWorker(db, "w1");
    await worker(db, "w2", ONE);
    await minutesLater(db, 60);
    await renewTasks(db, { workerId: "w2", tasks: TWO.byName.values() });
    assert.deepEqual(await stuckNames(db), [], "its files changed only now");
    await minutesLater(db, 6);
    const stuck = await stuckJobs(db, OPTIONS);
    assert.deepEqual(stuck.map(({ notebook, jobs, alive }) => [notebook, jobs, alive]), [
      ["01_a", 2, true],
      ["02_b", 2, true],
    ]);
    await renewTasks(db, { workerId: "w2", tasks: TWO.byName.values() });
    assert.deepEqual(await stuckNames(db), NAMES, "what has not changed counts on");
    await renewJobs(db, TWO);
    assert.deepEqual(await stuckNames(db), []);
  }));

Deno.test("openScheduleAlerts() tells jobs that nobody can take, and that they were taken", () =>
  withQueue("stuck_alerts", async (db, config) => {
    await prepared(db);
    await endWorker(db, "w1");
    await minutesLater(db, 6);
    const lines: string[] = [];
    await using alerts = openScheduleAlerts({
      ...{ db, config, timeZone: "Europe/Paris", secrets: [], clock: systemClock },
      note: (line) => lines.push(line.replace(/ : .*/, "")),
    });
    const tick = { schedules: [], open: [], done: 0, failed: 0, changed: false, fault: null };
    const look = async () => {
      alerts.looked(tick, new Date());
      await alerts.settled();
      return await db.rows(
        "SELECT key, kind, closed_at IS NULL FROM penny.alerts WHERE scope = 'schedule' ORDER BY alert_id",
      );
    };
    const none = ["worker:none", "worker"];
    const text = ["worker:text", "worker"];
    assert.deepEqual(await look(), [[...none, "t"]]);
    await worker(db, "w2", TWO);
    assert.deepEqual(await look(), [[...none, "f"], [...text, "t"]]);
    await worker(db, "w3", ONE);
    assert.deepEqual(await look(), [[...none, "f"], [...text, "f"]]);
    assert.deepEqual(await look(), [[...none, "f"], [...text, "f"]]);
    assert.deepEqual(lines, [
      "[ERREUR] Aucun exécutant en marche",
      "[ERREUR] Aucun exécutant n'a le texte des travaux qui attendent",
      "[OK] Plus aucun travail n'attend en vain",
    ]);
  }));

Deno.test("workerLines() shows who works, and what waits in vain with its remedy", () =>
  withQueue("stuck_lines", async (db) => {
    const lines = async () =>
      (await workerLines(db, "Europe/Paris")).map((line) => line.replaceAll("\u00a0", " "));
    assert.deepEqual(await lines(), []);
    await prepared(db);
    assert.deepEqual(await lines(), ["essai, processus 1 : au repos"]);
    await endWorker(db, "w1");
    await minutesLater(db, 2);
    const [told, run, remedy] = await lines();
    assert.match(
      told ?? "",
      /^\[ERREUR\] 4 travaux attendent en vain\. Aucun exécutant en marche.*depuis le \d\d\//,
    );
    assert.equal(run, `  Exécution ${runId} : 01_a, 02_b`);
    assert.match(remedy ?? "", /Lancez « deno task worker »/);
    await worker(db, "w2", TWO);
    assert.match((await lines()).join("\n"), /n'a le texte .* : 01_a, 02_b : depuis .*mêmes/s);
  }));

Deno.test("workerLines() says nothing of a database without a queue", () =>
  withQueue("stuck_bare", async (db) => {
    await db.execute("DROP SCHEMA penny_queue CASCADE");
    assert.deepEqual(await workerLines(db, "Europe/Paris"), []);
  }));
