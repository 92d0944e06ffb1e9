import assert from "node:assert/strict";
import { openDriverPool } from "../../lib/connectors/postgres/mod.ts";
import { prepareQueue, sweepWorkers } from "../../lib/scheduling/queue/mod.ts";
import { registerWorker } from "../../lib/scheduling/worker/registration.ts";
import { openWarehouse, type Warehouse } from "../../lib/warehouse/mod.ts";
import { openCable } from "./cable.ts";
import { withDatabase } from "./_server.ts";

function withWorkers(name: string, test: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  return withDatabase(name, async ({ config }) => {
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    const pool = openDriverPool(warehouse.server, { maxConnections: 1 });
    await prepareQueue(pool);
    await pool.end();
    await test(warehouse);
  });
}

const WORKER = {
  workerId: "w1",
  previous: null,
  machine: "essai",
  version: "0",
  tasks: [],
  beatMs: 50,
};

Deno.test("registerWorker() finds that its network is gone, and others find the worker dead", () =>
  withWorkers("registration_cable", async ({ db, server }) => {
    await using cable = openCable(server);
    const lost = Promise.withResolvers<string>();
    const registration = await registerWorker({ ...server, host: "127.0.0.1", port: cable.port }, {
      ...{ ...WORKER, beatLimitMs: 300, onLost: lost.resolve },
    });
    assert.deepEqual(await sweepWorkers(db, { silentMs: 5_000 }), []);
    cable.pull();
    assert.equal(await lost.promise, "la base de données ne répond plus");
    await db.execute("UPDATE penny.workers SET seen_at = now() - interval '5 s'");
    const [dead] = await sweepWorkers(db, { silentMs: 5_000 });
    assert.match(dead?.reason ?? "", /^sans nouvelles depuis 5 s/);
    const begun = performance.now();
    await registration[Symbol.asyncDispose]();
    assert.ok(performance.now() - begun < 5_000, "it does not wait for a server that is away");
  }));

Deno.test("registerWorker() is told when somebody found it dead, and its next life alarms nobody", () =>
  withWorkers("registration_dead", async ({ db, server }) => {
    const lost = Promise.withResolvers<string>();
    const first = await registerWorker(server, { ...WORKER, onLost: lost.resolve });
    await db.execute("UPDATE penny.workers SET ended_at = now()");
    assert.equal(await lost.promise, "un autre exécutant l'a déclaré arrêté");
    await db.execute("UPDATE penny.workers SET ended_at = NULL");
    await first[Symbol.asyncDispose]();
    await using _second = await registerWorker(server, {
      ...{ ...WORKER, workerId: "w2", previous: "w1", onLost: () => {} },
    });
    assert.deepEqual(await sweepWorkers(db, { silentMs: 5_000 }), []);
    const rows = await db.rows("SELECT worker_id, reason FROM penny.workers ORDER BY 1");
    assert.deepEqual(rows, [["w1", "réinscrit"], ["w2", null]]);
  }));
