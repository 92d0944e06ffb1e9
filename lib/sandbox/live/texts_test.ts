import assert from "node:assert/strict";
import { euros, quoted } from "./texts.ts";

Deno.test("euros() writes cents the French way", () => {
  assert.deepEqual([120_000, -5, 0, 123_456_789].map(euros), [
    "1\u00a0200,00\u00a0€",
    "-0,05\u00a0€",
    "0,00\u00a0€",
    "1\u00a0234\u00a0567,89\u00a0€",
  ]);
});

Deno.test("quoted() keeps a label on one short line", () => {
  assert.equal(quoted("a\n\tb "), "«\u00a0a b\u00a0»");
  assert.equal(quoted(null), "«\u00a0\u00a0»");
  assert.equal(quoted("x".repeat(90)).length, 64);
});
