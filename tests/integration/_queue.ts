import assert from "node:assert/strict";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import type { RunToQueue } from "../../lib/scheduling/mod.ts";
import {
  beginJob,
  createRunQueue,
  cutRun,
  endJob,
  FINISH,
  type HeldJob,
  insertJobs,
  type KnownTasks,
  openRunQueue,
  PREPARE,
} from "../../lib/scheduling/queue/mod.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import { type TestDatabase, withDatabase } from "./_server.ts";

/** A run of a schedule. */
export const RUN: RunToQueue = {
  ...{ runId: "2026-10-31T06-00-00", schedule: "essai", slot: new Date("2026-10-31T05:00:00Z") },
  ...{ notebooks: [], companies: [], parameters: {}, priority: 5 },
};
/** Its name. */
export const { runId } = RUN;
/** When silence counts as death. */
export const SILENT = { silentMs: 60_000 };

/** What a machine can execute whose notebooks have this text. */
export function tasks(version: string, names = ["01_a", "02_b"]): KnownTasks {
  const all = [...names, PREPARE, FINISH];
  return {
    sources: [],
    byName: new Map(all.map((name) => [name, `penny:${name}:${version}`])),
  };
}

/** The text of the tests' machines. */
export const ONE = tasks("un");

/** Runs a test on an empty database with the tables of the queue. */
export function withQueue(
  name: string,
  test: (db: Database, config: TestDatabase["config"]) => Promise<void>,
): Promise<void> {
  return withDatabase(name, async ({ config }: TestDatabase) => {
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    await openRunQueue(warehouse);
    await test(warehouse.db, config);
  });
}

/** The queue as a scheduler has it. */
export function queueOf(db: Database) {
  return createRunQueue(db, { prepareTask: () => Promise.resolve(ONE.byName.get(PREPARE)!) });
}

/** Names of the jobs that wait in the engine, in the order in which it gives them out. */
export async function waiting(db: Database): Promise<string[]> {
  const rows = await db.many<{ key: string }>(
    "SELECT key FROM penny_queue._private_jobs WHERE locked_at IS NULL ORDER BY priority, run_at",
  );
  return rows.map(({ key }) => key.replace(`${runId}/`, ""));
}

/** A worker without a lock: the next sweep finds it dead. */
export async function register(db: Database, workerId: string): Promise<void> {
  await db.execute(
    "INSERT INTO penny.workers (worker_id, machine, pid, version, lock_key) VALUES ($1, 'essai', 1, '0', 42)",
    [workerId],
  );
}

/** Takes a job as the engine does, and begins it. */
export async function take(
  db: Database,
  { notebook, batch = 1, worker }: { notebook: string; batch?: number; worker: string },
): Promise<HeldJob> {
  await db.execute(
    "UPDATE penny_queue._private_jobs SET locked_by = $2, locked_at = now(), attempts = attempts + 1 WHERE key = $1",
    [`${runId}/${notebook}/${batch}`, worker],
  );
  const begun = await beginJob(db, { runId, notebook, batch }, worker);
  assert.ok(typeof begun === "object", `${notebook}: ${begun}`);
  return { ...begun, workerId: worker };
}

const DONE = { status: "done", error: null, result: { name: "x" } } as const;

/** Ends a job well. */
export async function end(db: Database, job: HeldJob): Promise<boolean> {
  return await db.transaction((tx) => endJob(tx, job, DONE));
}

/** A run of two notebooks and two batches, prepared by a worker. */
export async function prepared(db: Database, worker = "w1"): Promise<void> {
  await queueOf(db).add(RUN);
  await register(db, worker);
  const job = await take(db, { notebook: PREPARE, batch: 0, worker });
  const jobs = cutRun({
    ...{ runId, notebooks: ["01_a", "02_b"], companies: ["7", "8"], selected: false },
    ...{ batchSize: 1, tasks: ONE.byName },
  });
  await db.transaction(async (tx) => {
    await insertJobs(tx, jobs);
    assert.ok(await endJob(tx, job, DONE));
  });
}
