import assert from "node:assert/strict";
import type { CodeCell, NotebookExecution, Output } from "../../lib/jupyter/mod.ts";
import type { Case, CellCopy, Shown } from "./_case.ts";

/** Holds the copy of an executed notebook, and how it is said to have ended, to what the case expects. */
export function assertCopy(execution: NotebookExecution, expected: Case): void {
  const cells = execution.notebook.cells as readonly CodeCell[];
  const failing: number[] = [];
  let count = 0;
  for (const [i, cell] of cells.entries()) {
    const copy = toCopy(expected.copy[i] ?? null);
    if (copy === null) {
      assert.deepEqual([cell.outputs, cell.execution_count], [[], null], `cell ${i} ran`);
      continue;
    }
    count++;
    if (copy.shows.some(({ kind }) => kind === "error")) failing.push(i);
    assertCell(cell, copy, { count, label: `cell ${i}` });
  }
  const stops = expected.stops ?? expected.copy.includes(null);
  assert.deepEqual(execution.failures.map(({ position }) => position.index), failing);
  assert.equal(execution.status, failing.length > 0 ? "error" : "ok");
  assert.equal(execution.failedCell?.index, failing[0]);
  assert.equal(execution.stopped, stops);
  assert.equal(execution.executedCells, count);
  expected.also?.(execution);
}

function toCopy(copy: Case["copy"][number]): CellCopy | null {
  return copy !== null && "shows" in copy ? copy : copy && { shows: copy };
}

function assertCell(
  cell: CodeCell,
  copy: CellCopy,
  { count, label }: { readonly count: number; readonly label: string },
): void {
  const expected = copy.shows.map((one) => one.kind);
  assert.deepEqual(cell.outputs.map(kindOf), expected, `${label}: ${brief(cell.outputs)}`);
  for (const [i, one] of copy.shows.entries()) {
    assertOutput(cell.outputs[i]!, one, { count, label: `${label}, output ${i}` });
  }
  assert.equal(cell.execution_count, copy.counted === false ? null : count, label);
  const { execution, late_outputs, cut_outputs, tags: _, ...rest } = cell.metadata;
  assert.deepEqual(rest, {}, label);
  assert.deepEqual(late_outputs, copy.late, `${label}, late outputs`);
  assert.equal((cut_outputs as { characters: number } | undefined)?.characters, copy.cut, label);
  const { start, end, status } = execution as Record<"start" | "end" | "status", string>;
  assert.equal(status, expected.includes("error") ? "error" : "ok", label);
  assert.ok(start <= end && new Date(end).toISOString() === end, label);
}

function kindOf(output: Output): Shown["kind"] {
  if (output.output_type === "display_data") return "display";
  return output.output_type === "execute_result" ? "result" : output.output_type;
}

function assertOutput(
  output: Output,
  expected: Shown,
  { count, label }: { readonly count: number; readonly label: string },
): void {
  if (output.output_type === "stream" && expected.kind === "stream") {
    assert.equal(output.name, expected.name, label);
    assertText(output.text, expected.text, label);
  } else if (output.output_type === "error" && expected.kind === "error") {
    assert.equal(output.ename, expected.ename, label);
    assertText(output.evalue, expected.evalue, label);
    if (expected.traceback) assert.match(output.traceback.join("\n"), expected.traceback, label);
  } else if ("data" in output && "data" in expected) {
    assertData(output.data, expected.data, label);
    assert.deepEqual(output.metadata, {}, label);
    if (output.output_type === "execute_result") {
      assert.equal(output.execution_count, count, label);
    }
  }
}

/** Texts of a bundle may be given by patterns. */
function assertData(
  data: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  label: string,
): void {
  assert.deepEqual(Object.keys(data), Object.keys(expected), label);
  for (const [type, one] of Object.entries(expected)) {
    if (typeof one === "string" || one instanceof RegExp) assertText(`${data[type]}`, one, label);
    else assert.deepEqual(data[type], one, label);
  }
}

/** Long texts are told by their ends: a difference of 20,000 lines helps nobody. */
function assertText(text: string, expected: string | RegExp, label: string): void {
  if (expected instanceof RegExp) assert.match(text, expected, label);
  else if (text !== expected) assert.fail(`${label}: ${ends(text)} instead of ${ends(expected)}`);
}

function ends(text: string): string {
  const shown = text.length > 400 ? `${text.slice(0, 200)} … ${text.slice(-200)}` : text;
  return `${JSON.stringify(shown)} (${text.length} characters)`;
}

function brief(outputs: readonly Output[]): string {
  return JSON.stringify(outputs, (_key, value) => typeof value === "string" ? ends(value) : value);
}
