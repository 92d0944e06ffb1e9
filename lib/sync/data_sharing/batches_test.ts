import assert from "node:assert/strict";
import { dateSlices, planBatches } from "./batches.ts";

Deno.test("planBatches() lets at most 500 companies share a statement", () => {
  const units = Array.from({ length: 1_100 }, (_, i) => [i, 1] as const);
  const batches = planBatches(units, { canSlice: true });
  assert.deepEqual(batches.map((batch) => batch.units.length), [500, 500, 100]);
  assert.deepEqual(batches.flatMap((batch) => batch.units), units.map(([unit]) => unit));
});

Deno.test("planBatches() gives no batch for no unit", () => {
  assert.deepEqual(planBatches([], { canSlice: true }), []);
});

Deno.test("dateSlices() leaves out bounds that no statement can name", () => {
  const years = [
    { start: null, end: "2024-12-31" },
    { start: "0044-03-15 BC", end: null },
    { start: "2026-01-01", end: "9999-12-31" },
    { start: "-infinity", end: "infinity" },
  ];
  assert.deepEqual(dateSlices(years), [
    { kind: "range", from: null, before: "2025-01-01" },
    { kind: "range", from: "2025-01-01", before: "2026-01-01" },
    { kind: "range", from: "2026-01-01", before: null },
    { kind: "none" },
  ]);
});
