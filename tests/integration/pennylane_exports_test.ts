import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import { ExportError } from "../../lib/connectors/pennylane/mod.ts";
import { type SeenRequest, type StubAnswer, thrown, withStub } from "./_pennylane_stub.ts";

const YEAR = { from: "2026-01-01", to: "2026-12-31" } as const;
const TIMES = {
  created_at: "2026-10-31T00:00:00.000000Z",
  updated_at: "2026-10-31T00:00:00.000000Z",
};

/** A server that makes one export: ready after `polls` questions, links numbered as they are given out. */
function exportServer(polls: number, file: (link: number) => StubAnswer) {
  let asked = 0;
  let links = 0;
  return (request: SeenRequest): StubAnswer => {
    if (request.path.startsWith("/files/")) return file(Number(request.path.split("/")[2]));
    if (request.path === "/moved.txt") return { headers: {}, body: "JournalCode\tJournalLib" };
    if (request.method === "POST") {
      return { status: 201, body: { id: 77, status: "pending", ...TIMES } };
    }
    if (++asked < polls) return { body: { id: 77, status: "pending", file_url: null, ...TIMES } };
    const url = `http://${request.headers.host}/files/${++links}/123456789FEC20261231.txt`;
    return { body: { id: 77, status: "ready", file_url: url, ...TIMES } };
  };
}

Deno.test("fec() posts once, polls until ready and downloads without the token", async () => {
  const server = exportServer(3, () => ({ body: "JournalCode\tJournalLib" }));
  await withStub(server, async ({ client, seen, waits }) => {
    const file = await client.exports.fec(YEAR);
    assert.equal(file.fileName, "123456789FEC20261231.txt");
    assert.equal(new TextDecoder().decode(await file.bytes()), "JournalCode\tJournalLib");
    assert.deepEqual(seen.map((one) => `${one.method} ${one.path}`), [
      "POST /exports/fecs",
      "GET /exports/fecs/77",
      "GET /exports/fecs/77",
      "GET /exports/fecs/77",
      "GET /files/1/123456789FEC20261231.txt",
    ]);
    assert.equal(seen[0]!.body, '{"period_start":"2026-01-01","period_end":"2026-12-31"}');
    assert.equal(seen.at(-1)!.headers.authorization, undefined);
    assert.deepEqual(waits, [1_000, 1_000]);
  });
});

Deno.test("bytes() follows the link to where the file is", async () => {
  const moved = { status: 302, headers: { location: "/moved.txt" }, body: "" };
  await withStub(exportServer(1, () => moved), async ({ client }) => {
    const file = await client.exports.fec(YEAR);
    assert.equal((await file.bytes()).length, 22);
  });
});

Deno.test("bytes() asks for a new link when the first is dead", async () => {
  const server = exportServer(1, (link) => link === 1 ? { status: 403, body: "" } : { body: "ok" });
  await withStub(server, async ({ client, seen }) => {
    const file = await client.exports.generalLedger(YEAR);
    assert.equal((await file.bytes()).length, 2);
    assert.equal(seen.filter((one) => one.path === "/exports/general_ledgers/77").length, 2);
  });
});

Deno.test("bytes() renews a link that is older than 25 minutes", async () => {
  let now = Date.UTC(2026, 9, 31);
  const server = exportServer(1, (link) => ({ body: `link ${link}` }));
  await withStub(server, async ({ client }) => {
    const file = await client.exports.fec(YEAR);
    now += 26 * 60_000;
    assert.equal(new TextDecoder().decode(await file.bytes()), "link 2");
  }, { clock: { now: () => new Date(now) } });
});

Deno.test("bytes() throws ExportError when no link works, without the link", async () => {
  await withStub(exportServer(1, () => ({ status: 404, body: "" })), async ({ client }) => {
    const file = await client.exports.fec(YEAR);
    const error = await thrown(() => file.bytes());
    assert.ok(error instanceof ExportError);
    assert.match(error.message, /téléchargement impossible, réponse 404/);
    assert.doesNotMatch(Deno.inspect(error), /files/);
  });
});

Deno.test("analyticalLedger() sends its mode and refuses another", async () => {
  await withStub(exportServer(1, () => ({ body: "x" })), async ({ client, seen }) => {
    await client.exports.analyticalLedger({ ...YEAR, mode: "in_column" });
    assert.match(seen[0]!.body, /"mode":"in_column"/);
    // deno-lint-ignore no-explicit-any -- a notebook's cells are not type checked
    const wrong = { ...YEAR, mode: "colonnes" } as any;
    await assert.rejects(client.exports.analyticalLedger(wrong), UsageError);
    await assert.rejects(client.exports.fec({ from: "2026-12-31", to: "2026-01-01" }), UsageError);
  });
});

Deno.test("fec() throws ExportError when Pennylane cannot make the file", async () => {
  await withStub(
    ({ method }) => ({
      body: { id: 7, status: method === "POST" ? "pending" : "error", ...TIMES },
    }),
    async ({ client }) => {
      const error = await thrown(() => client.exports.fec(YEAR));
      assert.ok(error instanceof ExportError && !error.retriable);
    },
  );
});

Deno.test("fec() gives up waiting after maxWaitMs", async () => {
  await withStub(exportServer(1_000, () => ({})), async ({ client, seen }) => {
    const error = await thrown(() => client.exports.fec({ ...YEAR, maxWaitMs: 5_000 }));
    assert.ok(error instanceof ExportError && error.retriable);
    assert.match(error.message, /pas prêt après 5 s/);
    assert.equal(seen.length, 7);
  });
});
