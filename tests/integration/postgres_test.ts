import fc from "fast-check";
import assert from "node:assert/strict";
import { DataError } from "../../lib/base/mod.ts";
import {
  AuthenticationError,
  connect,
  type Database,
  LockNotAvailableError,
  type Queryable,
  QueryError,
  quoteIdentifier,
  quoteLiteral,
  UniqueViolationError,
  UnknownDatabaseError,
  UnreachableError,
} from "../../lib/connectors/postgres/mod.ts";
import { openCuttingProxy } from "./_cutting_proxy.ts";
import { withDatabase } from "./_server.ts";

const RUNS = { numRuns: 60 };

Deno.test("many() parses booleans, small integers and json and keeps the rest as text", async () => {
  await withDatabase("types", async ({ db }) => {
    const row = await db.one(
      `SELECT true AS b, 7::int2 AS s, -8::int4 AS i, 9007199254740993::int8 AS l, 1.10::numeric AS n,
              '{"a": [1]}'::jsonb AS j, DATE '2026-10-31' AS d, TIMESTAMP '2026-10-31 12:00' AS t,
              TIMESTAMPTZ '2026-10-31 12:00+02' AS z, NULL::text AS e`,
    );
    assert.deepEqual({ ...row as object }, {
      ...{ b: true, s: 7, i: -8, l: "9007199254740993", n: "1.10", j: { a: [1] } },
      ...{ d: "2026-10-31", t: "2026-10-31 12:00:00", z: "2026-10-31 10:00:00+00", e: null },
    });
    assert.deepEqual(await db.rows("SELECT true, 7, NULL"), [["t", "7", null]]);
  });
});

Deno.test("one() and maybeOne() refuse another number of rows", async () => {
  await withDatabase("counts", async ({ db }) => {
    const series = (count: number) => `SELECT generate_series(1, ${count}) AS n`;
    await assert.rejects(db.one(series(0)), DataError);
    await assert.rejects(db.one(series(2)), /2 lignes reçues, une ligne attendue/);
    await assert.rejects(db.maybeOne(series(2)), DataError);
    assert.equal(await db.maybeOne(series(0)), null);
    assert.equal(await db.execute("CREATE TABLE t AS SELECT generate_series(1, 5)"), 5);
  });
});

Deno.test("quoteIdentifier() and quoteLiteral() carry any text through the server", async () => {
  await withDatabase("quoting", async ({ db }) => {
    const texts = fc.string({ unit: "grapheme", maxLength: 15 }).filter((one) =>
      !one.includes("\0")
    );
    const names = fc.string({ unit: "grapheme", minLength: 1, maxLength: 5 }).filter((one) =>
      !one.includes("\0") && new TextEncoder().encode(one).length <= 63
    );
    await fc.assert(
      fc.asyncProperty(texts, names, async (text, name) => {
        const sql = `SELECT ${quoteLiteral(text)} AS ${quoteIdentifier(name)}`;
        assert.deepEqual(Object.entries(await db.one<object>(sql)), [[name, text]]);
      }),
      RUNS,
    );
  });
});

Deno.test("quoteLiteral() and parameters withstand injection", async () => {
  await withDatabase("injection", async ({ db }) => {
    await db.execute("CREATE TABLE kept (a text)");
    const attacks = ["'; DROP TABLE kept; --", "\\'; DROP TABLE kept; --", "$$; DROP TABLE kept"];
    for (const setting of ["on", "off"]) {
      await db.session(async (session) => {
        await session.execute(`SET standard_conforming_strings = ${setting}`);
        for (const attack of attacks) {
          const { a } = await session.one<{ a: string }>(`SELECT ${quoteLiteral(attack)} AS a`);
          assert.equal(a, attack);
          assert.deepEqual(await session.rows("SELECT $1::text", [attack]), [[attack]]);
        }
      });
    }
    assert.equal(await db.maybeOne("SELECT a FROM kept"), null);
  });
});

Deno.test("transaction() rolls back on error and commits otherwise", async () => {
  await withDatabase("transactions", async ({ db }) => {
    await db.execute("CREATE TABLE t (a int PRIMARY KEY)");
    await assert.rejects(
      db.transaction(async (tx) => {
        await tx.execute("INSERT INTO t VALUES (1)");
        throw new RangeError("stop");
      }),
      RangeError,
    );
    await db.transaction((tx) => tx.execute("INSERT INTO t VALUES (2)"));
    assert.deepEqual(await db.rows("SELECT a FROM t"), [["2"]]);
    await assert.rejects(db.execute("INSERT INTO t VALUES (2)"), UniqueViolationError);
  });
});

Deno.test("transaction() tells when a swallowed error undid everything", async () => {
  await withDatabase("swallowed", async ({ db }) => {
    const work = db.transaction((tx) => tx.execute("SELECT 1 / 0").catch(() => 0));
    await assert.rejects(work, /tout a été annulé/);
  });
});

Deno.test("transaction() refuses its connection after its end", async () => {
  await withDatabase("escaped", async ({ db }) => {
    let escaped: { execute(sql: string): Promise<number> } | undefined;
    await db.transaction((tx) => Promise.resolve(escaped = tx));
    await assert.rejects(escaped!.execute("SELECT 1"), TypeError);
  });
});

Deno.test("transaction() reads one snapshot and refuses writes when asked", async () => {
  await withDatabase("snapshot", async ({ db }) => {
    await db.execute("CREATE TABLE t (a int)");
    const options = { isolation: "repeatable read", readOnly: true } as const;
    await db.transaction(async (tx) => {
      assert.deepEqual(await tx.rows("SELECT count(*) FROM t"), [["0"]]);
      await db.execute("INSERT INTO t VALUES (1)");
      assert.deepEqual(await tx.rows("SELECT count(*) FROM t"), [["0"]]);
    }, options);
    const write = db.transaction((tx) => tx.execute("INSERT INTO t VALUES (1)"), options);
    await assert.rejects(write, QueryError);
  });
});

Deno.test("session() frees its locks and settings at its end", async () => {
  await withDatabase("session", async ({ settings }) => {
    await using db = connect(settings, { maxConnections: 1 });
    await db.session(async (session) => {
      await session.execute("SELECT pg_advisory_lock(7)");
      await session.execute("SET timezone TO 'Asia/Tokyo'");
      await session.transaction((tx) => tx.execute("SELECT 1"));
      await session.execute("BEGIN");
    });
    assert.deepEqual(await db.rows("SHOW timezone"), [["UTC"]]);
    const held = `SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
                   WHERE locktype = 'advisory' AND datname = current_database()`;
    assert.deepEqual(await db.rows(held), [["0"]]);
  });
});

const WATCHED = "SELECT current_setting('tcp_keepalives_idle'), " +
  "current_setting('tcp_keepalives_interval'), current_setting('tcp_keepalives_count'), " +
  "current_setting('idle_in_transaction_session_timeout'), current_setting('timezone')";

Deno.test("connect() has every session end soon after its client fell silent", async () => {
  await withDatabase("silent", async ({ settings }) => {
    await using db = connect(settings, { maxConnections: 1 });
    const expected = [["20", "10", "3", "10min", "UTC"]];
    assert.deepEqual(await db.rows(WATCHED), expected);
    await db.session(async (session) => {
      assert.deepEqual(await session.rows(WATCHED), expected);
      await session.execute("RESET ALL");
    });
    assert.deepEqual(await db.rows(WATCHED), expected);
  });
});

Deno.test("connect() does without the preferred settings that a server refuses", async () => {
  await withDatabase("refusing", async ({ settings }) => {
    const preferredSettings = { tcp_keepalives_idle: "7", no_such_setting: "1", work_mem: "2MB" };
    await using db = connect(settings, { maxConnections: 1, preferredSettings });
    for (let round = 0; round < 2; round++) {
      assert.equal((await db.rows(WATCHED))[0]![0], "7");
      assert.deepEqual(await db.rows("SHOW work_mem"), [["2MB"]]);
      assert.equal((await db.rows(WATCHED))[0]![4], "UTC");
      await db.session((session) => session.execute("SET work_mem TO '4MB'"));
    }
  });
});

Deno.test("connect() refuses settings that must hold and the server refuses", async () => {
  await withDatabase("required", async ({ settings }) => {
    await using db = connect(settings, { sessionSettings: { no_such_setting: "1" } });
    await assert.rejects(db.execute("SELECT 1"), /no_such_setting/);
  });
});

Deno.test("session() replaces a connection that broke", async () => {
  await withDatabase("broken", async ({ db, settings }) => {
    await using one = connect(settings, { maxConnections: 1 });
    await assert.rejects(
      one.session(async (session) => {
        const { pid } = await session.one<{ pid: number }>("SELECT pg_backend_pid() AS pid");
        await db.execute("SELECT pg_terminate_backend($1, 5000)", [pid]);
        await session.execute("SELECT 1");
      }),
      UnreachableError,
    );
    assert.deepEqual(await one.rows("SELECT 1"), [["1"]]);
  });
});

Deno.test("a connection runs statements asked for at once one after the other", async () => {
  await withDatabase("queue", async ({ db }) => {
    const rows = await db.transaction((tx) =>
      Promise.all([1, 2, 3].map((n) => tx.rows("SELECT $1::int", [n])))
    );
    assert.deepEqual(rows.flat(2), ["1", "2", "3"]);
  });
});

Deno.test("connect() tells a wrong password, an unknown database, a closed port", async () => {
  await withDatabase("access", async ({ settings }) => {
    const attempt = async (changes: Partial<typeof settings>) => {
      await using db = connect({ ...settings, ...changes }, { connectTimeoutMs: 2000 });
      await db.execute("SELECT 1");
    };
    await assert.rejects(attempt({ password: "tout-faux" }), (error: Error) => {
      assert.ok(error instanceof AuthenticationError);
      assert.doesNotMatch(Deno.inspect(error), /tout-faux/);
      return true;
    });
    await assert.rejects(attempt({ database: "absente" }), UnknownDatabaseError);
    using free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = free.addr as Deno.NetAddr;
    free.close();
    await assert.rejects(attempt({ port }), UnreachableError);
  });
});

Deno.test("connect() gives up a connection whose network is lost before it has its settings", async () => {
  await withDatabase("settings_lost", async ({ settings }) => {
    await using proxy = openCuttingProxy(settings, "SET ");
    proxy.cutAt([1], () => new Promise(() => {}));
    await using db = connect({ ...settings, port: proxy.port }, { connectTimeoutMs: 300 });
    await assert.rejects(db.execute("SELECT 1"), (error: Error) => {
      return error instanceof UnreachableError &&
        /pas de réponse dans le délai/.test(error.message);
    });
    assert.deepEqual(await db.rows("SELECT 1"), [["1"]]);
    assert.equal(proxy.count, 2);
  });
});

Deno.test("session() ends although the network is lost at its end", async () => {
  await withDatabase("session_lost", async ({ settings }) => {
    await using proxy = openCuttingProxy(settings, "DISCARD ALL");
    proxy.cutAt([1], () => new Promise(() => {}));
    await using db = connect({ ...settings, port: proxy.port }, { connectTimeoutMs: 300 });
    const work = (session: Queryable) => session.rows("SELECT 1");
    assert.deepEqual(await db.session(work), [["1"]]);
    assert.deepEqual(await db.session(work), [["1"]]);
    assert.equal(proxy.count, 2);
  });
});

Deno.test("close() ends a connection that waits for its settings", async () => {
  await withDatabase("settings_closed", async ({ settings }) => {
    const begun = Promise.withResolvers<void>();
    await using proxy = openCuttingProxy(settings, "SET ");
    proxy.cutAt([1], () => {
      begun.resolve();
      return new Promise(() => {});
    });
    const db = connect({ ...settings, port: proxy.port }, { connectTimeoutMs: 600_000 });
    const asked = assert.rejects(db.execute("SELECT 1"), UnreachableError);
    await begun.promise;
    await db.close();
    await asked;
  });
});

Deno.test("execute() tells a lock that is not free as retriable", async () => {
  await withDatabase("lock", async ({ db }) => {
    await db.execute("CREATE TABLE t (a int)");
    await db.transaction(async (tx) => {
      await tx.execute("LOCK TABLE t");
      const other = db.transaction(async (tx) => {
        await tx.execute("SET LOCAL lock_timeout = '20ms'");
        await tx.execute("ALTER TABLE t ADD b int");
      });
      await assert.rejects(other, (error: Error) => {
        return error instanceof LockNotAvailableError && error.retriable;
      });
    });
  });
});

Deno.test("close() ends connections that were left in use", async () => {
  await withDatabase("leak", async ({ settings }) => {
    const db: Database = connect(settings);
    const started = Promise.withResolvers<void>();
    const sleeping = db.session(async (session) => {
      await session.execute("SELECT 1");
      started.resolve();
      await session.execute("SELECT pg_sleep(60)");
    });
    const outcome = assert.rejects(sleeping);
    await started.promise;
    await db.close();
    await outcome;
    await db.close();
  });
});
