import assert from "node:assert/strict";
import type { Readable } from "node:stream";
import type pg from "pg";
import { openCopyOut } from "./_copy.ts";

Deno.test("openCopyOut() tells that the connection was lost after the last byte", async () => {
  const sent: (Readable & { handleError(error: Error): void })[] = [];
  const client = { query: (stream: typeof sent[0]) => sent.push(stream) };
  const { chunks, ready } = openCopyOut(client as unknown as pg.ClientBase, "COPY t TO STDOUT");
  const [stream] = sent;
  stream!.push(new TextEncoder().encode("1\n"));
  stream!.push(null);
  const read: string[] = [];
  for await (const chunk of chunks) read.push(new TextDecoder().decode(chunk));
  assert.deepEqual(read, ["1\n"]);
  stream!.handleError(new Error("connection lost"));
  await assert.rejects(ready, /connection lost/);
});
