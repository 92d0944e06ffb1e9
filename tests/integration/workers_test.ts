import assert from "node:assert/strict";
import { join } from "node:path";
import { BUILDER } from "./_modes.ts";
import { Fleet, kill } from "./worker_fleet.ts";

/** Nobody waits a minute in a test. */
const PACE = { beatMs: 300, sweepMs: 700, silentMs: 4_000, pollMs: 200, reconnectMs: 300 };
const NOTEBOOKS = ["02_customers", "06_bank_accounts", "10_trial_balance"];
/** What the issue allows a job to wait, at the pace of the command. */
const ORPHAN_MS = 120_000;

Deno.test("workers() that are killed, stopped and cut off leave every job done once", async () => {
  await using fleet = await Fleet.make(PACE);
  const run = "2026-10-31T06-00-00";
  await fleet.add(run, { notebooks: NOTEBOOKS });
  await fleet.add(run, { notebooks: NOTEBOOKS });
  for (let i = 0; i < 3; i++) fleet.start();
  const waits: number[] = [];

  const first = await fleet.running(run);
  kill(first.pid, "SIGKILL");
  waits.push(await fleet.takenOver(run, first));
  fleet.start();

  const sleeper = await fleet.running(run, [first.worker_id]);
  kill(sleeper.pid, "SIGSTOP");
  waits.push(await fleet.takenOver(run, sleeper));
  kill(sleeper.pid, "SIGCONT");
  await fleet.until("second life of the worker that slept", async () => {
    const [life] = await fleet.db.many(
      "SELECT FROM penny.workers WHERE pid = $1 AND worker_id <> $2",
      [sleeper.pid, sleeper.worker_id],
    );
    return life ?? null;
  });

  const cutOff = await fleet.running(run);
  await fleet.restartServer();
  waits.push(await fleet.takenOver(run, cutOff));

  const last = await fleet.running(run);
  kill(last.pid, "SIGKILL");
  waits.push(await fleet.takenOver(run, last));

  assert.equal(await fleet.ended(run), "done");
  assert.ok(waits.every((ms) => ms < ORPHAN_MS), `${waits}`);
  await checkDone(fleet, run, 9);

  await fleet.db.execute(
    "UPDATE penny.units SET read_at = read_at - interval '1 day' WHERE company_id = $1",
    [BUILDER],
  );
  const next = "2026-10-31T08-00-00";
  await fleet.add(next, { notebooks: ["02_customers"] });
  assert.equal(await fleet.ended(next), "done");
  const [oldest] = await fleet.db.rows(
    "SELECT companies FROM penny.jobs WHERE run_id = $1 AND notebook = '02_customers' AND batch = 1",
    [next],
  );
  assert.deepEqual(oldest, [JSON.stringify([BUILDER])], "read longest ago, read first");
  const written = await fleet.db.rows(
    "SELECT coalesce(sum(inserted + updated + deleted), 0) FROM penny.run_publications WHERE run_id = $1",
    [next],
  );
  assert.deepEqual(written, [["0"]], "nothing changed, so nothing is written again");
});

async function checkDone(fleet: Fleet, run: string, copies: number): Promise<void> {
  const { db, clone } = fleet;
  const jobs = await db.one<{ done: number; other: number; queued: number }>(
    "SELECT count(*) FILTER (WHERE status = 'done')::integer AS done, count(*) FILTER (WHERE status <> 'done')::integer " +
      "AS other, (SELECT count(*)::integer FROM penny_queue._private_jobs) AS queued FROM penny.jobs WHERE run_id = $1",
    [run],
  );
  assert.deepEqual(jobs, { done: copies + 2, other: 0, queued: 0 });
  const notebooks = await db.rows(
    "SELECT count(*), bool_and(status = 'ok') FROM penny.run_notebooks WHERE run_id = $1",
    [run],
  );
  assert.deepEqual(notebooks, [[String(copies), "t"]]);
  await fleet.checkPublished(["customers", "bank_accounts", "trial_balance"]);
  const record = await fleet.until("outputs/latest", async () => {
    const latest = await clone.record().catch(() => null);
    return latest?.runId === run && latest.status !== "running" ? latest : null;
  });
  assert.equal(record.status, "ok");
  assert.equal(record.notebooks.length, copies);
  const files = (await clone.outputFiles()).filter((file) => file.includes(join("latest", "")));
  assert.equal(files.filter((file) => file.endsWith(".ipynb")).length, copies);
  assert.ok(files.some((file) => file.endsWith("02_customers_lot3.html")), files.join("\n"));
}
