import assert from "node:assert/strict";
import type { Change } from "../../connectors/pennylane/mod.ts";
import { foldEvents } from "./fold_events.ts";

function event(id: number, operation: string, micros: string, more = {}): Change {
  const at = `2026-10-31T12:00:00.${micros}Z`;
  return { id, operation, processed_at: at, updated_at: at, created_at: at, ...more };
}

Deno.test("foldEvents() keeps the last event of each id, to the microsecond", () => {
  const events = [
    event(1, "insert", "000001"),
    event(1, "delete", "000002"),
    event(2, "delete", "000002"),
    event(2, "insert", "000003"),
    event(3, "update", "000009"),
  ];
  for (const order of [events, events.toReversed()]) {
    const { rows, gone } = foldEvents([{ tells: "row", events: order }]);
    assert.deepEqual([[...rows].toSorted(), [...gone]], [[2, 3], [1]]);
  }
});

Deno.test("foldEvents() reads a row that was deleted and changed at the same time", () => {
  const events = [event(1, "delete", "000001"), event(1, "update", "000001")];
  for (const order of [events, events.toReversed()]) {
    const { rows, gone } = foldEvents([{ tells: "row", events: order }]);
    assert.deepEqual([[...rows], [...gone]], [[1], []]);
  }
});

Deno.test("foldEvents() takes from events on categories the line, without one the entry", () => {
  const told = foldEvents([
    { tells: "row", events: [event(7, "delete", "000001")] },
    {
      tells: "line",
      events: [
        event(1, "insert", "000001", { ledger_entry_line: { id: 5 }, ledger_entry: { id: 50 } }),
        event(1, "insert", "000001", { ledger_entry_line: { id: 7 } }),
        event(1, "insert", "000001", { ledger_entry_line: null, ledger_entry: { id: 60 } }),
      ],
    },
    { tells: "entry", events: [event(2, "update", "000001", { ledger_entry: { id: 70 } })] },
    { tells: "document", events: [event(80, "update", "000001")] },
  ]);
  assert.deepEqual([...told.rows], [5], "a line that is gone is not read");
  assert.deepEqual([...told.gone], [7]);
  assert.deepEqual([...told.rowsOf], [60, 70]);
  assert.deepEqual([...told.documents], [80]);
});
