import fc from "fast-check";
import assert from "node:assert/strict";
import {
  connect,
  type CopyTarget,
  encodeCopyText,
  QueryError,
} from "../../lib/connectors/postgres/mod.ts";
import { withDatabase } from "./_server.ts";

const RUNS = { numRuns: 60 };
const CSV = { format: "csv", header: true } as const;
const encode = (text: string) => new TextEncoder().encode(text);

function target(format: "text" | "csv"): CopyTarget {
  return { schema: "public", table: "t", columns: ["a", "b"], format };
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text;
}

Deno.test("encodeCopyText() carries any text and null through the server", async () => {
  await withDatabase("encode", async ({ db }) => {
    await db.execute("CREATE TABLE t (n serial, a text, b text)");
    const value = fc.option(fc.string({ unit: fc.constantFrom(..."\\N\t\n\r.é'\"😀") }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { maxLength: 20 }), async (rows) => {
        await db.execute("TRUNCATE t");
        assert.equal(await db.copyIn(target("text"), [encodeCopyText(rows)]), rows.length);
        assert.deepEqual(await db.rows("SELECT a, b FROM t ORDER BY n"), rows);
      }),
      RUNS,
    );
  });
});

Deno.test("copyOut() and copyIn() carry a table chunk by chunk", async () => {
  await withDatabase("carry", async ({ db }) => {
    await db.execute("CREATE TABLE t (a bigint, b text)");
    const query = "SELECT n, repeat('é;', (n % 50)::int) FROM generate_series(1, 200000) AS n";
    const count = await db.copyIn(target("csv"), db.copyOut(query, { ...CSV, header: false }));
    assert.equal(count, 200_000);
    const hash = (from: string) =>
      db.one(`SELECT md5(string_agg(s::text, '' ORDER BY s)) FROM ${from}`);
    assert.deepEqual(
      await hash("(SELECT (a, b)::text AS s FROM t) AS x"),
      await hash(`(SELECT (n, r)::text AS s FROM (${query}) AS q(n, r)) AS x`),
    );
  });
});

Deno.test("copyIn() leaves nothing when a row is refused and the connection serves on", async () => {
  await withDatabase("refused", async ({ db }) => {
    await db.execute("CREATE TABLE t (a int, b text)");
    await db.transaction(async (tx) => {
      await tx.execute("SAVEPOINT s");
      const chunks = [
        encode("1\tx\n"),
        encode("deux\tDupont\n"),
        ...Array(2000).fill(encode("3\ty\n")),
      ];
      await assert.rejects(tx.copyIn(target("text"), chunks), (error: Error) => {
        assert.ok(error instanceof QueryError);
        assert.match(error.message, /COPY t, line 2, column a/);
        assert.doesNotMatch(Deno.inspect(error), /Dupont/);
        return true;
      });
      await tx.execute("ROLLBACK TO s");
      assert.deepEqual(await tx.rows("SELECT count(*) FROM t"), [["0"]]);
    });
  });
});

Deno.test("copyIn() takes nothing when its source fails and throws that error", async () => {
  await withDatabase("source", async ({ settings }) => {
    await using db = connect(settings, { maxConnections: 1 });
    await db.execute("CREATE TABLE t (a int, b text)");
    async function* failing() {
      yield encode("1\tx\n");
      await Promise.resolve();
      throw new Error("Connection terminated: source en panne");
    }
    await assert.rejects(
      db.copyIn(target("text"), failing()),
      /^Error: Connection terminated: source en panne$/,
    );
    assert.deepEqual(await db.rows("SELECT count(*) FROM t"), [["0"]]);
  });
});

Deno.test("copyIn() refuses a missing table before reading its source to the end", async () => {
  await withDatabase("absent", async ({ db }) => {
    const chunks = Array(50).fill(encode("1\tx\n".repeat(50_000)));
    await assert.rejects(db.copyIn(target("text"), chunks), QueryError);
    assert.equal(await db.copyIn({ ...target("text"), table: "t" }, []).catch(() => -1), -1);
  });
});

Deno.test("copyIn() of no chunk gives no row", async () => {
  await withDatabase("empty", async ({ db }) => {
    await db.execute("CREATE TABLE t (a int, b text)");
    assert.equal(await db.copyIn(target("csv"), []), 0);
  });
});

Deno.test("copyOut() tells a wrong query, also one that fails in the middle", async () => {
  await withDatabase("wrong", async ({ settings }) => {
    await using db = connect(settings, { maxConnections: 1 });
    await assert.rejects(textOf(db.copyOut("SELECT absent", CSV)), QueryError);
    const late = "SELECT 1 / (90000 - n) FROM generate_series(1, 100000) AS n";
    await assert.rejects(textOf(db.copyOut(late, CSV)), /division by zero/);
    assert.equal(await textOf(db.copyOut("SELECT 1 AS un", CSV)), "un\n1\n");
  });
});

Deno.test("copyOut() runs again and again on one connection", async () => {
  await withDatabase("again", async ({ db }) => {
    await db.session(async (session) => {
      for (const count of [200_000, 1, 200_000]) {
        const query = `SELECT 'é', n FROM generate_series(1, ${count}) AS n`;
        const text = await textOf(session.copyOut(query, { ...CSV, header: false }));
        assert.equal(text.split("\n").length, count + 1);
        assert.ok(text.endsWith(`é,${count}\n`));
      }
    });
  });
});

Deno.test("copyOut() that is left early gives its connection up", async () => {
  await withDatabase("early", async ({ settings }) => {
    await using db = connect(settings, { maxConnections: 1 });
    for await (const _chunk of db.copyOut("SELECT generate_series(1, 1000000)", CSV)) break;
    assert.equal(await textOf(db.copyOut("SELECT 1 AS un", CSV)), "un\n1\n");
  });
});

Deno.test("copyOut() refuses another statement on its connection meanwhile", async () => {
  await withDatabase("busy", async ({ db }) => {
    await assert.rejects(
      db.transaction(async (tx) => {
        for await (const _ of tx.copyOut("SELECT generate_series(1, 100000)", CSV)) {
          await tx.execute("SELECT 1");
        }
      }),
      TypeError,
    );
  });
});
