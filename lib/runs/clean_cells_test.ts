import assert from "node:assert/strict";
import type { CodeCell, Notebook } from "../jupyter/mod.ts";
import { CleanCells } from "./clean_cells.ts";
import { createRedactor } from "./redact.ts";

function codeCell(id: string): CodeCell {
  return { cell_type: "code", id, metadata: {}, source: "1", execution_count: null, outputs: [] };
}

Deno.test("CleanCells works on a cell again when anything of it has changed", () => {
  const cell = codeCell("a");
  const other = codeCell("b");
  const notebook: Notebook = { cells: [cell, other], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  const cleaner = new CleanCells(createRedactor({ secrets: ["s3cret-token"] }));
  const clean = () => cleaner.notebook(notebook).cells;
  const first = clean();
  assert.equal(clean()[0], first[0], "nothing changed");
  const display = {
    output_type: "display_data" as const,
    data: { "text/plain": "a" },
    metadata: {},
  };
  cell.outputs = [{ output_type: "stream", name: "stdout", text: "s3cret-token" }, display];
  const printed = clean();
  assert.match(JSON.stringify(printed[0]), /"text":"\*\*\*"/);
  display.data = { "text/plain": "mis à jour : s3cret-token" };
  assert.match(JSON.stringify(clean()[0]), /mis à jour : \*\*\*/);
  assert.equal(clean()[1], first[1], "the other cell was left alone");
});
