import assert from "node:assert/strict";
import { Random } from "../prng.ts";
import { drawDelay } from "./_events.ts";

Deno.test("drawDelay() spreads as the feeds that were measured", () => {
  const random = new Random("delays");
  const drawn = Array.from({ length: 10_000 }, () => drawDelay(random)).sort((a, b) => a - b);
  assert.ok(drawn[0]! >= 300 && drawn.at(-1)! <= 45_000);
  assert.ok(Math.abs(drawn[5_000]! - 900) < 60);
  assert.ok(Math.abs(drawn[9_000]! - 3_800) < 400);
  assert.ok(drawn.at(-1)! > 30_000);
});
