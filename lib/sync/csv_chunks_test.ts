import assert from "node:assert/strict";
import fc from "fast-check";
import { csvChunks } from "./csv_chunks.ts";

async function* cut(text: string, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let start = 0;
  for (let i = 0; start < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield await Promise.resolve(bytes.slice(start, start + size));
    start += size;
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<string[]> {
  const texts: string[] = [];
  for await (const chunk of stream) texts.push(new TextDecoder().decode(chunk));
  return texts;
}

const field = fc.oneof(
  fc.string().map((text) => `"${text.replaceAll('"', '""')}"`),
  fc.constantFrom('"a\nb"', '"a ""b"" c"', "12.10", "", '""', '"\n\n"'),
);
const record = fc.array(field, { minLength: 1, maxLength: 4 }).map((fields) => fields.join(","));

Deno.test("csvChunks() ends every piece with a whole record and loses no byte", () =>
  fc.assert(fc.asyncProperty(
    fc.array(record, { maxLength: 20 }),
    fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
    fc.integer({ min: 1, max: 100 }),
    async (records, sizes, maxBytes) => {
      const text = records.map((line) => `${line}\n`).join("");
      const chunks = await collect(csvChunks(cut(text, sizes), maxBytes));
      assert.equal(chunks.join(""), text);
      for (const chunk of chunks) assert.equal(chunk.split('"').length % 2, 1, chunk);
      for (const chunk of chunks) assert.ok(chunk.endsWith("\n"));
    },
  )));

Deno.test("csvChunks() gives out pieces of about the size asked for", async () => {
  const text = "1234567\n".repeat(100);
  const chunks = await collect(csvChunks(cut(text, [16]), 80));
  assert.deepEqual(chunks.map((chunk) => chunk.length), Array(10).fill(80));
});

Deno.test("csvChunks() gives nothing for an empty stream", async () => {
  assert.deepEqual(await collect(csvChunks(cut("", [1]), 10)), []);
});
