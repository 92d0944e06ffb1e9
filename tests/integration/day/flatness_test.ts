import assert from "node:assert/strict";
import { judgeFlatness, type Measure } from "./flatness.ts";

const MEASURE: Measure = { name: "files", scale: 1, slack: 2, share: 0.1, boundFrom: 0 };

/** Samples of one measure over forty rounds. */
function rounds(value: (round: number) => number): Record<string, number>[] {
  return Array.from({ length: 40 }, (_, i) => ({ files: value(i) }));
}

Deno.test("judgeFlatness() takes what fills at first and then varies for flat", () => {
  const { verdict, second } = judgeFlatness(rounds((i) => Math.min(100, i * 20) + i % 5), MEASURE);
  assert.deepEqual([verdict, second], ["flat", 102]);
});

Deno.test("judgeFlatness() finds what grows by a little in each round", () => {
  const { verdict, slope, last, limit } = judgeFlatness(rounds((i) => 100 + i), MEASURE);
  assert.deepEqual([verdict, slope], ["grows", 1]);
  assert.ok(last > limit);
});

Deno.test("judgeFlatness() does not judge what retention does not hold yet", () => {
  const late = { ...MEASURE, boundFrom: 11 };
  assert.equal(judgeFlatness(rounds((i) => 100 + i), late).verdict, "early");
});
