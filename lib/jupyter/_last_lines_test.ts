import assert from "node:assert/strict";
import { LastLines } from "./_last_lines.ts";

function stream(...chunks: readonly string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
}

Deno.test("LastLines keeps the last lines, whatever the chunks", async () => {
  const lines = new LastLines(3);
  await lines.read(stream("a\nb", "c\r\nd\n", "e"));
  assert.deepEqual(lines.lines, ["bc", "d", "e"]);
});

Deno.test("LastLines keeps the lines of two streams apart", async () => {
  const lines = new LastLines();
  await Promise.all([lines.read(stream("a", "b\n")), lines.read(stream("c", "d\n"))]);
  assert.deepEqual(lines.lines.toSorted(), ["ab", "cd"]);
});
