import assert from "node:assert/strict";
import { decimalText, negated, timeText } from "./texts.ts";

Deno.test("decimalText() writes as few digits as needed, one at least", () => {
  const cases = {
    "600.00": "600.0",
    "83.33": "83.33",
    "0": "0.0",
    "0.00": "0.0",
    "-0.00": "0.0",
    "-120": "-120.0",
    "-0.50": "-0.5",
    "1.100000": "1.1",
    "100": "100.0",
    "0.600": "0.6",
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(decimalText(text), expected);
});

Deno.test("negated() gives the opposite, and no negative zero once written", () => {
  assert.equal(decimalText(negated("120.00")), "-120.0");
  assert.equal(decimalText(negated("-120.00")), "120.0");
  assert.equal(decimalText(negated("0.00")), "0.0");
});

Deno.test("timeText() writes six digits and Z", () => {
  assert.equal(timeText("2026-07-08 12:26:21.800683"), "2026-07-08T12:26:21.800683Z");
  assert.equal(timeText("2026-07-08 12:26:21.8"), "2026-07-08T12:26:21.800000Z");
  assert.equal(timeText("2026-07-08 12:26:21"), "2026-07-08T12:26:21.000000Z");
});
