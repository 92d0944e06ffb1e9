import assert from "node:assert/strict";
import { remembered } from "./_remembered.ts";

/** A function that counts how often it works. */
function counted() {
  const calls: number[] = [];
  return {
    calls,
    work: remembered((text) => {
      calls.push(text.length);
      return text.toUpperCase();
    }),
  };
}

Deno.test("remembered() works once on a large text", () => {
  const { calls, work } = counted();
  const large = "a".repeat(20_000);
  assert.equal(work(large), "A".repeat(20_000));
  assert.equal(work(large), "A".repeat(20_000));
  assert.deepEqual(calls, [20_000]);
});

Deno.test("remembered() keeps no small text, and forgets the oldest of many large ones", () => {
  const { calls, work } = counted();
  work("a");
  work("a");
  assert.deepEqual(calls, [1, 1]);
  for (const sign of "abc") work(sign.repeat(30_000_000));
  work("c".repeat(30_000_000));
  assert.equal(calls.length, 5);
  work("a".repeat(30_000_000));
  assert.equal(calls.length, 6);
});
