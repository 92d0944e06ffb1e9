import assert from "node:assert/strict";
import { type Fleet, type FleetWorker, kill } from "../integration/worker_fleet.ts";

/** Longer than the silence after which a worker counts as dead. */
const FROZEN_MS = 90_000;
/** Longer than the idleness after which a scheduler counts as gone. */
const IDLE_MS = 105_000;
const LIMIT_MS = 600_000;

/** A job, and the worker that has it. */
interface HeldJob {
  readonly run_id: string;
  readonly notebook: string;
  readonly batch: number;
  readonly attempt: number;
  readonly worker_id: string;
  readonly pid: number;
}

/** A job of a notebook under way; null: at any worker. */
function heldJob(fleet: Fleet, worker: FleetWorker | null): Promise<HeldJob> {
  return fleet.until("a notebook under way", async () => {
    const [job] = await fleet.db.many<HeldJob>(
      "SELECT run_id, notebook, batch, attempt, worker_id, pid FROM penny.jobs JOIN penny.workers USING (worker_id) " +
        "WHERE status = 'running' AND stage = 1 AND ended_at IS NULL AND pid = coalesce($1, pid) ORDER BY random() LIMIT 1",
      [worker?.process.pid ?? null],
    );
    return job ?? null;
  }, LIMIT_MS);
}

/** Waits until a worker that was found dead lives again; answers the milliseconds. */
async function newLife(fleet: Fleet, { pid, worker_id }: HeldJob): Promise<number> {
  const begun = performance.now();
  await fleet.until("a new life of the worker", async () => {
    const [row] = await fleet.db.many(
      "SELECT FROM penny.workers WHERE pid = $1 AND worker_id <> $2 AND ended_at IS NULL " +
        "AND started_at > (SELECT ended_at FROM penny.workers WHERE worker_id = $2)",
      [pid, worker_id],
    );
    return row ?? null;
  });
  return performance.now() - begun;
}

/** What the former worker does with its job once it is heard again must change nothing. */
async function checkFenced(fleet: Fleet, job: HeldJob): Promise<void> {
  const row = await fleet.db.one<{ worker_id: string | null; attempt: number }>(
    "SELECT worker_id, attempt FROM penny.jobs WHERE run_id = $1 AND notebook = $2 AND batch = $3",
    [job.run_id, job.notebook, job.batch],
  );
  assert.notEqual(row.worker_id, job.worker_id);
  assert.equal(row.attempt, job.attempt + 1, "taken over once, and by nobody again");
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);

/**
 * Freezes a worker that has a job until another has it and the silence is long, then lets it go on.
 *
 * @param fleet Workers at the pace of the command.
 * @returns Milliseconds that the job waited.
 */
export async function stopOne(fleet: Fleet): Promise<number> {
  const job = await heldJob(fleet, null);
  kill(job.pid, "SIGSTOP");
  const frozen = new Promise((resolve) => setTimeout(resolve, FROZEN_MS));
  const waited = await fleet.takenOver(job.run_id, job);
  await frozen;
  kill(job.pid, "SIGCONT");
  const back = await newLife(fleet, job);
  await checkFenced(fleet, job);
  console.log(
    `[INFO] stopped ${job.pid} for ${seconds(FROZEN_MS)} s: ${job.notebook} waited ${
      seconds(waited)
    } s, the worker was back after ${seconds(back)} s`,
  );
  return waited;
}

/**
 * Pulls the cable of a worker that has a job until another has it, then mends it.
 *
 * @param fleet Workers at the pace of the command.
 * @returns Milliseconds that the job waited.
 */
export async function pullOne(fleet: Fleet): Promise<number> {
  const worker = await fleet.startBehindCable();
  const job = await heldJob(fleet, worker);
  worker.cable.pull();
  const waited = await fleet.takenOver(job.run_id, job);
  worker.cable.mend();
  const back = await newLife(fleet, job);
  await checkFenced(fleet, job);
  console.log(
    `[INFO] cable of ${job.pid} pulled: ${job.notebook} waited ${seconds(waited)} s, ` +
      `the worker was back ${seconds(back)} s after it was mended`,
  );
  kill(worker.process.pid, "SIGINT");
  await worker.process.status;
  return waited;
}

/**
 * Pulls the cable of a scheduler, lets a second one take its place and leave, and mends the cable.
 *
 * @param fleet Workers, which do the run with which a scheduler begins.
 */
export async function pullScheduler(fleet: Fleet): Promise<void> {
  const args = ["--no-worker"];
  const env = { PENNY_SCHEDULE: "chaque jour à 3 h" };
  const first = await fleet.spawnBehindCable("schedule", args, env);
  const says = (process: FleetWorker, text: string) =>
    fleet.until(
      `« ${text} »`,
      () => Promise.resolve(process.lines.join("").includes(text) || null),
      LIMIT_MS,
    );
  await says(first, "mise en file");
  first.cable.pull();
  const pulled = performance.now();
  const idle = new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  await says(first, "n'a pas répondu en 1 min");
  const gaveUp = performance.now() - pulled;
  await idle;
  const second = fleet.spawn("schedule", args, env);
  await says(second, "prochain créneau");
  const taken = performance.now() - pulled;
  kill(second.process.pid, "SIGINT");
  await second.process.status;
  first.cable.mend();
  const mended = performance.now();
  await says(first, "La planification a repris");
  const back = performance.now() - mended;
  kill(first.process.pid, "SIGINT");
  assert.equal((await first.process.status).code, 0);
  console.log(
    `[INFO] cable of the scheduler pulled: gave up after ${seconds(gaveUp)} s, place taken after ${
      seconds(taken)
    } s by one started after ${seconds(IDLE_MS)} s, back ${seconds(back)} s after it was mended`,
  );
}
