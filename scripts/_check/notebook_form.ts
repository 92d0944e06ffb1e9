import type { Finding } from "./finding.ts";
import { cellPlace, cellSource, MAX_CELL_LINES } from "./notebook_file.ts";
import type { NotebookCell, NotebookFile } from "./notebook_file.ts";

function fileFaults(notebook: NotebookFile): string[] {
  const faults: string[] = [];
  const cells = notebook.cells ?? [];
  if (notebook.nbformat !== 4 || notebook.nbformat_minor !== 5) {
    faults.push(`is nbformat ${notebook.nbformat}.${notebook.nbformat_minor}; expected 4.5`);
  }
  if (notebook.metadata?.kernelspec?.name !== "deno") {
    faults.push(`names kernel "${notebook.metadata?.kernelspec?.name}"; expected "deno"`);
  }
  const first = cells[0];
  if (first?.cell_type !== "markdown" || !cellSource(first).startsWith("# ")) {
    faults.push("does not start with a title (# …)");
  }
  if (cells.at(-1)?.cell_type !== "markdown") faults.push("does not end in prose");
  const parameters = cells.filter((cell) => cell.metadata?.tags?.includes("parameters"));
  if (parameters.length !== 1 || parameters[0]?.cell_type !== "code") {
    faults.push(`has ${parameters.length} cells tagged "parameters"; expected one code cell`);
  }
  return faults;
}

function cellFaults(cell: NotebookCell, before: readonly NotebookCell[]): string[] {
  const faults: string[] = [];
  const ids = new Set(before.map((one) => one.id));
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(cell.id ?? "")) faults.push("has no valid id");
  else if (ids.has(cell.id)) faults.push(`repeats the id "${cell.id}"`);
  if (cell.cell_type !== "code") return faults;
  const lines = cellSource(cell).trimEnd().split("\n").length;
  if (lines > MAX_CELL_LINES) faults.push(`has ${lines} lines of code; at most ${MAX_CELL_LINES}`);
  if ((cell.outputs ?? []).length > 0) faults.push("has outputs; commit notebooks without");
  if (cell.execution_count !== null) faults.push("has an execution_count; expected null");
  if (before.slice(-2).every((one) => one.cell_type === "code")) {
    faults.push("does not come within two cells after prose");
  }
  return faults;
}

/**
 * Judges the form of a shipped notebook: format 4.5 without outputs, title first, prose last, one parameter cell,
 * short code cells, never three in a row.
 *
 * @param file Path from the root.
 * @param notebook The parsed file.
 * @returns All faults; empty when the form holds.
 */
export function notebookFaults(file: string, notebook: NotebookFile): Finding[] {
  const cells = notebook.cells ?? [];
  return [
    ...fileFaults(notebook).map((message) => ({ place: file, message })),
    ...cells.flatMap((cell, index) =>
      cellFaults(cell, cells.slice(0, index))
        .map((message) => ({ place: cellPlace(file, index), message }))
    ),
  ];
}
