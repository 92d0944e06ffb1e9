import assert from "node:assert/strict";
import { formatFinding } from "./finding.ts";
import type { NotebookCell } from "./notebook_file.ts";
import { notebookFaults } from "./notebook_form.ts";

let count = 0;
const prose = (source: string): NotebookCell => ({
  cell_type: "markdown",
  id: `c${count++}`,
  source,
});
const code = (source: string, tags: string[] = []): NotebookCell => ({
  cell_type: "code",
  id: `c${count++}`,
  source,
  metadata: { tags },
  outputs: [],
  execution_count: null,
});

const GOOD = [
  prose("# Titre"),
  code("const a = 1;", ["parameters"]),
  code("a;"),
  prose("suite"),
  code("a;\n".repeat(15)),
  prose("fin"),
];

function faults(cells: NotebookCell[], file = {}): string[] {
  const metadata = { kernelspec: { name: "deno" } };
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata, cells, ...file };
  return notebookFaults("n.ipynb", notebook).map(formatFinding);
}

Deno.test("notebookFaults() accepts the house form", () => {
  assert.deepEqual(faults(GOOD), []);
});

Deno.test("notebookFaults() names format, kernel, title, end and parameters", () => {
  assert.deepEqual(faults([code("1;")], { nbformat_minor: 4, metadata: {} }), [
    "n.ipynb is nbformat 4.4; expected 4.5",
    `n.ipynb names kernel "undefined"; expected "deno"`,
    "n.ipynb does not start with a title (# …)",
    "n.ipynb does not end in prose",
    `n.ipynb has 0 cells tagged "parameters"; expected one code cell`,
    "n.ipynb cellule 1 does not come within two cells after prose",
  ]);
});

Deno.test("notebookFaults() refuses a long code cell", () => {
  const cells = GOOD.with(4, code(`${"a;\n".repeat(15)}a;`));
  assert.deepEqual(faults(cells), ["n.ipynb cellule 5 has 16 lines of code; at most 15"]);
});

Deno.test("notebookFaults() refuses three code cells in a row", () => {
  const cells = GOOD.toSpliced(3, 1);
  assert.deepEqual(faults(cells), [
    "n.ipynb cellule 4 does not come within two cells after prose",
  ]);
});

Deno.test("notebookFaults() refuses outputs and execution counts", () => {
  const cells = GOOD.with(2, { ...code("a;"), outputs: [{}], execution_count: 3 });
  assert.deepEqual(faults(cells), [
    "n.ipynb cellule 3 has outputs; commit notebooks without",
    "n.ipynb cellule 3 has an execution_count; expected null",
  ]);
});

Deno.test("notebookFaults() refuses missing and repeated ids", () => {
  const cells = GOOD.with(2, { ...code("a;"), id: undefined }).with(4, {
    ...code("a;"),
    id: GOOD[0]!.id,
  });
  assert.deepEqual(faults(cells), [
    "n.ipynb cellule 3 has no valid id",
    `n.ipynb cellule 5 repeats the id "${GOOD[0]!.id}"`,
  ]);
});
