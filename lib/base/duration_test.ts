import assert from "node:assert/strict";
import { formatDuration, parseDuration } from "./duration.ts";

Deno.test("parseDuration() reads one unit or several", () => {
  const texts = ["500ms", "90s", "10m", "10 min", "2h", "1h30m", "1,5h", "0.5s", "2j", " 1H "];
  assert.deepEqual(texts.map(parseDuration), [
    500,
    90_000,
    600_000,
    600_000,
    7_200_000,
    5_400_000,
    5_400_000,
    500,
    172_800_000,
    3_600_000,
  ]);
});

Deno.test("parseDuration() refuses what is no duration", () => {
  for (const text of ["", "30", "0s", "-5s", "10x", "s", "10m?", "1e3s", "NaNs"]) {
    assert.equal(parseDuration(text), null, text);
  }
});

Deno.test("formatDuration() writes the two largest units", () => {
  const values = [0, 999, 1_000, 2_540, 59_900, 60_000, 90_000, 3_600_000, 7_500_000, 90_061_000];
  assert.deepEqual(values.map(formatDuration), [
    "0 ms",
    "999 ms",
    "1 s",
    "2,5 s",
    "59,9 s",
    "1 min",
    "1 min 30 s",
    "1 h",
    "2 h 5 min",
    "1 j 1 h",
  ]);
});

Deno.test("formatDuration() rounds up to the next unit", () => {
  assert.deepEqual([59_990, 3_599_999].map(formatDuration), ["1 min", "1 h"]);
});
