import assert from "node:assert/strict";
import { openDriverPool } from "../../lib/connectors/postgres/mod.ts";
import {
  beginJob,
  FINISH,
  foreignJobs,
  prepareQueue,
  putBack,
  renewJobs,
  sweepWorkers,
} from "../../lib/scheduling/queue/mod.ts";
import {
  end,
  ONE,
  prepared,
  queueOf,
  register,
  RUN,
  runId,
  SILENT,
  take,
  tasks,
  waiting,
  withQueue,
} from "./_queue.ts";
import { withDatabase } from "./_server.ts";

Deno.test("add() queues a run once, and state() follows it to its end", () =>
  withQueue("queue_state", async (db) => {
    const queue = queueOf(db);
    assert.equal(await queue.state(runId), null);
    await Promise.all([queue.add(RUN), queue.add(RUN)]);
    assert.deepEqual(await waiting(db), ["prepare/0"]);
    assert.equal(await queue.state(runId), "waiting");
    await db.execute("TRUNCATE penny.jobs; TRUNCATE penny_queue._private_jobs");
    await prepared(db);
    assert.equal(await queue.state(runId), "running");
    assert.deepEqual(await waiting(db), ["01_a/1", "02_b/1", "01_a/2", "02_b/2"]);
    const order = await db.rows("SELECT DISTINCT priority FROM penny_queue._private_jobs");
    assert.deepEqual(order, [["5"]]);
    for (const batch of [1, 2]) {
      for (const notebook of ["01_a", "02_b"]) {
        assert.ok(await end(db, await take(db, { notebook, batch, worker: "w1" })));
      }
    }
    assert.deepEqual(await waiting(db), ["finish/0"]);
    assert.ok(await end(db, await take(db, { notebook: FINISH, batch: 0, worker: "w1" })));
    assert.equal(await queue.state(runId), "done");
    assert.deepEqual(await waiting(db), []);
  }));

Deno.test("endJob() lets two last jobs that end at once bring the next stage once", () =>
  withQueue("queue_last", async (db) => {
    await prepared(db);
    const jobs = [];
    for (const batch of [1, 2]) {
      for (const notebook of ["01_a", "02_b"]) {
        jobs.push(await take(db, { notebook, batch, worker: "w1" }));
      }
    }
    assert.deepEqual(await Promise.all(jobs.map((job) => end(db, job))), [true, true, true, true]);
    assert.deepEqual(await waiting(db), ["finish/0"]);
  }));

Deno.test("sweepWorkers() puts the jobs of a dead worker back, which then can write nothing", () =>
  withQueue("queue_sweep", async (db) => {
    await prepared(db);
    const stale = await take(db, { notebook: "01_a", worker: "w1" });
    const dead = await sweepWorkers(db, SILENT);
    assert.deepEqual(dead.map(({ worker_id }) => worker_id), ["w1"]);
    assert.deepEqual(await sweepWorkers(db, SILENT), []);
    assert.deepEqual((await waiting(db)).sort(), ["01_a/1", "01_a/2", "02_b/1", "02_b/2"]);
    assert.equal(await beginJob(db, { runId, notebook: "02_b", batch: 1 }, "w1"), "dead");
    assert.equal(await end(db, stale), false);
    assert.equal(await putBack(db, stale, "trop tard"), false);
    await register(db, "w2");
    const again = await take(db, { notebook: "01_a", worker: "w2" });
    assert.equal(again.attempt, 2);
    assert.equal(await end(db, stale), false, "also while another worker is at it");
    assert.equal(await end(db, again), true);
    assert.equal(await beginJob(db, { runId, notebook: "01_a", batch: 1 }, "w2"), "ended");
  }));

Deno.test("sweepWorkers() fails a job whose last attempt ended with its worker, and the run goes on", () =>
  withQueue("queue_exhausted", async (db) => {
    await prepared(db);
    await db.execute("UPDATE penny_queue._private_jobs SET attempts = max_attempts - 1");
    for (const batch of [1, 2]) {
      for (const notebook of ["01_a", "02_b"]) await take(db, { notebook, batch, worker: "w1" });
    }
    await sweepWorkers(db, SILENT);
    assert.deepEqual(await waiting(db), ["finish/0"]);
    const [row] = await db.many<{ status: string; error: string }>(
      "SELECT status, error FROM penny.jobs WHERE notebook = '01_a' AND batch = 1",
    );
    assert.equal(row?.status, "failed");
    assert.match(row?.error ?? "", /^abandonné après 1 essais : exécutant arrêté/);
  }));

Deno.test("sweepWorkers() leaves a worker that holds its lock and gives signs of life", () =>
  withQueue("queue_alive", async (db) => {
    await register(db, "w1");
    await db.session(async (session) => {
      await session.execute("SELECT pg_advisory_lock(42)");
      assert.deepEqual(await sweepWorkers(db, SILENT), []);
      await session.execute("UPDATE penny.workers SET seen_at = now() - interval '61 s'");
      const [dead] = await sweepWorkers(db, SILENT);
      assert.equal(dead?.reason, "sans nouvelles depuis 61 s");
    });
  }));

Deno.test("renewJobs() gives waiting jobs the text of today, and fails those of a notebook that is gone", () =>
  withQueue("queue_renew", async (db) => {
    await prepared(db);
    await take(db, { notebook: "01_a", batch: 1, worker: "w1" });
    const later = tasks("deux", ["01_a"]);
    assert.deepEqual(await foreignJobs(db, ONE), []);
    assert.deepEqual(await foreignJobs(db, later), [
      { notebook: "01_a", jobs: 1 },
      { notebook: "02_b", jobs: 2 },
    ]);
    assert.equal(await renewJobs(db, later), 1);
    assert.deepEqual(await foreignJobs(db, later), []);
    assert.deepEqual(await waiting(db), ["01_a/2"]);
    const rows = await db.rows(
      "SELECT notebook, batch, status, error FROM penny.jobs WHERE stage = 1 ORDER BY 1, 2",
    );
    const gone = "le carnet « 02_b » n'existe plus";
    assert.deepEqual(rows, [
      ["01_a", "1", "running", null],
      ["01_a", "2", "waiting", null],
      ["02_b", "1", "failed", gone],
      ["02_b", "2", "failed", gone],
    ]);
  }));

Deno.test("prepareQueue() refuses the tables of a newer version, and says what to do", () =>
  withDatabase("queue_newer", async ({ db, settings }) => {
    const pool = openDriverPool(settings, { maxConnections: 1 });
    try {
      await prepareQueue(pool);
      await prepareQueue(pool);
      await db.execute("INSERT INTO penny_queue.migrations (id, breaking) VALUES (999999, true)");
      await assert.rejects(prepareQueue(pool), {
        name: "UsageError",
        message: /une version plus récente de Penny l'a modifiée ; mettez Penny à jour/,
      });
      assert.equal(Deno.exitCode, 0);
    } finally {
      await pool.end();
    }
  }));
