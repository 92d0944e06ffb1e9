/**
 * `deno task test:soak workers [--minutes N] [--workers N] [--restarts N] [--stops N] [--pulls N]`: worker processes at the pace
 * of the command; one is killed every minute and replaced, the server is restarted; then some are frozen, and the cables of some
 * and of a scheduler are pulled. Runs follow one another all the time. Every job must be done once, none wait longer than two
 * minutes for another worker, and at the end the published tables equal the source.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import { Fleet, kill } from "../integration/worker_fleet.ts";
import { pullOne, pullScheduler, stopOne } from "./_silent_processes.ts";

const MINUTE_MS = 60_000;
const ORPHAN_LIMIT_MS = 120_000;
/** A run that was begun when the last worker was killed. */
const LAST_RUN_MS = 30 * MINUTE_MS;

/** What is asked for. */
interface Soak {
  readonly minutes: number;
  readonly workers: number;
  readonly restarts: number;
  /** Workers that are frozen for a while. */
  readonly stops: number;
  /** Workers whose cable is pulled; after them that of a scheduler. */
  readonly pulls: number;
}

/** Runs, one after the other, until there shall be no more; answers their names. */
async function keepRunning(fleet: Fleet, over: () => boolean): Promise<string[]> {
  const runs: string[] = [];
  do {
    const run = new Date(Date.UTC(2026, 9, 31, 6, runs.length)).toISOString().slice(0, 19)
      .replaceAll(":", "-");
    await fleet.until(`the queue for ${run}`, () => fleet.add(run).then(() => run));
    const end = await fleet.ended(run, LAST_RUN_MS);
    assert.equal(end, "done", end === "done" ? "" : `${run}: ${await failuresOf(fleet, run)}`);
    runs.push(run);
    console.log(`[INFO] run ${run} done`);
  } while (!over());
  return runs;
}

/** What a run that failed recorded of it. */
async function failuresOf({ db }: Fleet, run: string): Promise<string> {
  const rows = await db.rows(
    "SELECT notebook, batch::text, attempt::text, status, error FROM penny.jobs WHERE run_id = $1 AND (status <> 'done' OR " +
      "attempt > 1) UNION ALL SELECT notebook, 'copy', '', status, error FROM penny.run_notebooks WHERE run_id = $1 " +
      "AND status <> 'ok' UNION ALL SELECT domain, company_id::text, source, status, reason FROM penny.run_units " +
      "WHERE run_id = $1 AND status NOT IN ('ok', 'fresh', 'unchanged')",
    [run],
  );
  return rows.map((row) => row.join(" | ")).join("\n");
}

/** Kills a worker that has a job and waits for another to take it; answers how long that took. */
async function killOne(fleet: Fleet): Promise<number> {
  const job = await fleet.until("a job under way", async () => {
    const [found] = await fleet.db.many<
      { run_id: string; notebook: string; batch: number; attempt: number; pid: number }
    >(
      "SELECT run_id, notebook, batch, attempt, pid FROM penny.jobs JOIN penny.workers USING (worker_id) " +
        "WHERE status = 'running' AND ended_at IS NULL ORDER BY random() LIMIT 1",
    );
    return found ?? null;
  }, 10 * MINUTE_MS);
  kill(job.pid, "SIGKILL");
  const ms = await fleet.takenOver(job.run_id, { ...job, worker_id: "" });
  console.log(`[INFO] killed ${job.pid}: ${job.notebook} waited ${(ms / 1000).toFixed(1)} s`);
  return ms;
}

async function soak(fleet: Fleet, asked: Soak): Promise<void> {
  for (let i = 0; i < asked.workers; i++) fleet.start();
  let over = false;
  const running = keepRunning(fleet, () => over);
  running.catch(() => over = true);
  const waits = await killEachMinute(fleet, asked, () => over);
  for (let i = 0; i < asked.stops && !over; i++) waits.push(await stopOne(fleet));
  for (let i = 0; i < asked.pulls && !over; i++) waits.push(await pullOne(fleet));
  if (asked.pulls > 0 && !over) await pullScheduler(fleet);
  over = true;
  const runs = await running;
  await fleet.until("the end of all runs", async () => {
    const [open] = await fleet.db.many("SELECT FROM penny.jobs WHERE finished_at IS NULL LIMIT 1");
    return open === undefined || null;
  }, LAST_RUN_MS);
  assert.ok(waits.every((ms) => ms <= ORPHAN_LIMIT_MS), `waits in ms: ${waits}`);
  await checkAll(fleet, runs);
  const longest = Math.max(0, ...waits) / 1000;
  console.log(
    `${waits.length} workers lost, ${runs.length} runs, longest wait ${longest.toFixed(1)} s`,
  );
}

async function killEachMinute(
  fleet: Fleet,
  { minutes, restarts }: Soak,
  over: () => boolean,
): Promise<number[]> {
  const waits: number[] = [];
  for (let minute = 1; minute <= minutes && !over(); minute++) {
    const next = performance.now() + MINUTE_MS;
    waits.push(await killOne(fleet));
    fleet.start();
    if (minute % Math.ceil(minutes / (restarts + 1)) === 0 && minute < minutes) {
      await fleet.restartServer();
      console.log("[INFO] PostgreSQL restarted");
    }
    const left = next - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  }
  return waits;
}

async function checkAll(fleet: Fleet, runs: readonly string[]): Promise<void> {
  const { db } = fleet;
  const wrong = await db.rows(
    "SELECT run_id, notebook, batch, status, error FROM penny.jobs WHERE status <> 'done'",
  );
  assert.deepEqual(wrong, []);
  assert.deepEqual(await db.rows("SELECT key FROM penny_queue._private_jobs"), []);
  const copies = await db.rows(
    "SELECT run_id, count(*) FROM penny.run_notebooks WHERE status = 'ok' GROUP BY 1 HAVING count(*) <> 37 ",
  );
  assert.deepEqual(copies, [], "12 notebooks for three companies and the summary, once each");
  const first = await db.one<{ written: string }>(
    "SELECT coalesce(sum(inserted + updated + deleted), 0) AS written FROM penny.run_units WHERE run_id <> $1",
    [runs[0]],
  );
  assert.equal(first.written, "0", "nothing changed in the source, so nothing is written twice");
  await fleet.checkPublished(DOMAIN_NAMES);
}

/** Runs this proof; answers the exit status. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: "string", default: "20" },
      workers: { type: "string", default: "6" },
      restarts: { type: "string", default: "2" },
      stops: { type: "string", default: "2" },
      pulls: { type: "string", default: "1" },
    },
  });
  const asked = {
    minutes: Number(values.minutes),
    workers: Number(values.workers),
    restarts: Number(values.restarts),
    stops: Number(values.stops),
    pulls: Number(values.pulls),
  };
  try {
    await using fleet = await Fleet.make({});
    await soak(fleet, asked);
  } catch (error) {
    console.error(error);
    console.log("0 passed, 1 failed");
    return 1;
  }
  console.log("1 passed, 0 failed");
  return 0;
}
