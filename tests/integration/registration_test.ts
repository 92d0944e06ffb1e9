import assert from "node:assert/strict";
import { openDriverPool } from "../../lib/connectors/postgres/mod.ts";
import { prepareQueue, sweepWorkers } from "../../lib/scheduling/queue/mod.ts";
import { registerWorker } from "../../lib/scheduling/worker/registration.ts";
import { openWarehouse, type Warehouse } from "../../lib/warehouse/mod.ts";
import { withDatabase } from "./_server.ts";

/** A way to a server whose cable can be pulled: nothing is closed, nothing arrives. */
function openCable(target: { readonly host: string; readonly port: number }) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let pulled = false;
  const pump = async (from: Deno.TcpConn, to: Deno.TcpConn) => {
    for await (const bytes of from.readable) {
      if (pulled) continue;
      for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
    }
  };
  const relay = async (client: Deno.TcpConn) => {
    const server = await Deno.connect({ hostname: target.host, port: target.port });
    open.add(client).add(server);
    const ways = [pump(client, server), pump(server, client)];
    await Promise.race(ways).catch(() => undefined);
    if (!pulled) [client, server].forEach(close);
    await Promise.allSettled(ways);
  };
  const close = (conn: Deno.TcpConn) => {
    open.delete(conn);
    try {
      conn.close();
    } catch {
      // its other end has closed it
    }
  };
  const relays: Promise<void>[] = [];
  const running = (async () => {
    for await (const client of listener) relays.push(relay(client));
  })();
  return {
    port: listener.addr.port,
    pull: () => pulled = true,
    async [Symbol.asyncDispose]() {
      listener.close();
      await running.catch(() => undefined);
      [...open].forEach(close);
      await Promise.allSettled(relays);
    },
  };
}

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
