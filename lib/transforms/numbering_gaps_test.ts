import assert from "node:assert/strict";
import { DataError } from "../base/mod.ts";
import { frameFromRows, toTextRows } from "../frames/mod.ts";
import { numberingGaps } from "./numbering_gaps.ts";

function gaps(numbers: (string | null)[]): (string | null)[][] {
  const rows = numbers.map((number) => [number]);
  const frame = frameFromRows(rows, [{ name: "invoice_number", type: "text" }]);
  return toTextRows(numberingGaps(frame, "invoice_number"));
}

Deno.test("numberingGaps() finds what is missing inside each series", () => {
  const found = gaps([
    "FA-2026-0006",
    "AV-2026-0009",
    "FA-2026-0002",
    "FA-2026-0003",
    "FA-2025-0090",
  ]);
  assert.deepEqual(found, [["FA-2026-", "FA-2026-0003", "FA-2026-0006", "2"]]);
});

Deno.test("numberingGaps() goes past the digits of a shorter number", () => {
  assert.deepEqual(gaps(["F9", "F10", "F99", "F100"]), [["F", "F10", "F99", "88"]]);
});

Deno.test("numberingGaps() keeps a text after the number with its series", () => {
  assert.deepEqual(gaps(["1/A", "2/B", "3/A"]), [["…/A", "1/A", "3/A", "1"]]);
});

Deno.test("numberingGaps() finds nothing in repeated, absent and wordy numbers", () => {
  assert.deepEqual(gaps(["F1", "F1", "F2", null, "", "sans numéro"]), []);
  assert.deepEqual(gaps([]), []);
});

Deno.test("numberingGaps() refuses an unknown column", () => {
  const frame = frameFromRows([], [{ name: "id", type: "bigint" }]);
  assert.throws(() => numberingGaps(frame, "invoice_number"), DataError);
});
