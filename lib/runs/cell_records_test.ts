import assert from "node:assert/strict";
import type { Cell, CodeCell, Notebook } from "../jupyter/mod.ts";
import { cellRecords, firstRed } from "./cell_records.ts";

const START = "2026-10-31T13:05:09.000Z";
const END = "2026-10-31T13:05:09.250Z";

function code(id: string, status?: "ok" | "error", change: Partial<CodeCell> = {}): CodeCell {
  const metadata = status === undefined ? {} : { execution: { start: START, end: END, status } };
  const nothing = { execution_count: null, outputs: [], source: "1" };
  return { cell_type: "code", id, metadata, ...nothing, ...change };
}

function notebookOf(cells: readonly Cell[]): Notebook {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const error = {
  output_type: "error" as const,
  ename: "TypeError",
  evalue: "\u001b[31mrien\u001b[0m\nsuite",
  traceback: [],
};
const notebook = notebookOf([
  { cell_type: "markdown", id: "titre", metadata: {}, source: "# Titre" },
  code("a", "ok"),
  code("vide", undefined, { source: "  " }),
  code("b", "error", { outputs: [error] }),
  code("c", "ok"),
  code("d"),
]);

Deno.test("cellRecords() counts code cells as Jupyter does and tells faults in one line", () => {
  const refusals = new Map([[4, ["Agence : clé", "Tilleuls : type"]]]);
  const records = cellRecords(notebook, { refusals, interruptedAt: null });
  assert.deepEqual(
    records.map(({ index, number, id, status, error }) => [index, number, id, status, error]),
    [
      [1, 1, "a", "ok", null],
      [3, 2, "b", "failed", "TypeError: rien"],
      [4, 3, "c", "red", "Agence : clé ; Tilleuls : type"],
    ],
  );
  assert.deepEqual([records[0]?.startedAt, records[0]?.durationMs], [START, 250]);
  assert.deepEqual(firstRed(records), {
    index: 4,
    number: 3,
    error: "Agence : clé ; Tilleuls : type",
  });
});

Deno.test("cellRecords() calls interrupted the cell that was interrupted, and red only one that ran", () => {
  const refusals = new Map([[3, ["Agence : clé"]]]);
  const records = cellRecords(notebook, { refusals, interruptedAt: 4 });
  assert.deepEqual(records.map(({ status }) => status), ["ok", "failed", "interrupted"]);
  assert.equal(firstRed(records), null);
});
