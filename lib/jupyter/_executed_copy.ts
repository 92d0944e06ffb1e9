import type { CellResult } from "./cell_result.ts";
import type { CodeCell, Notebook } from "./notebook.ts";
import type { CellPosition } from "./notebook_execution.ts";
import type { ErrorOutput, Output } from "./outputs.ts";

/** What an execution writes into a cell. */
export type CellRecord = Pick<
  CellResult,
  "status" | "outputs" | "executionCount" | "startedAt" | "finishedAt" | "lateOutputs" | "cut"
>;

/** A copy whose code cells hold nothing of an earlier run. */
export function blankCopy(source: Notebook): Notebook {
  const cells = source.cells.map((cell) => {
    if (cell.cell_type !== "code") return { ...cell };
    const { execution: _, late_outputs: __, cut_outputs: ___, ...metadata } = cell.metadata;
    return { ...cell, metadata, execution_count: null, outputs: [] };
  });
  return { ...source, cells };
}

/** The cells to execute: code cells with text. */
export function positionsOf(notebook: Notebook): CellPosition[] {
  const found = notebook.cells.flatMap((cell, index) =>
    cell.cell_type === "code" && cell.source.trim() !== "" ? [{ index, cell }] : []
  );
  return found.map(({ index, cell }, i) => ({ index, number: i + 1, total: found.length, cell }));
}

/** Writes what a cell gave into the copy. */
export function record(cell: CodeCell, result: CellRecord): void {
  cell.execution_count = result.executionCount;
  cell.outputs = result.outputs;
  cell.metadata = {
    ...cell.metadata,
    execution: {
      start: result.startedAt.toISOString(),
      end: result.finishedAt.toISOString(),
      status: result.status,
    },
    ...(result.lateOutputs.length > 0 && { late_outputs: result.lateOutputs }),
    ...(result.cut && { cut_outputs: result.cut }),
  };
}

/** Adds to a cell what came after its end, marked as late; errors stay last. */
export function recordLate(cell: CodeCell, late: Pick<CellRecord, "outputs" | "status">): void {
  if (late.outputs.length === 0) return;
  const before = cell.outputs.filter((output) => output.output_type !== "error");
  const errors = cell.outputs.filter((output) => output.output_type === "error");
  const positions = (cell.metadata.late_outputs ?? []) as readonly number[];
  const marked = new Set<Output>([...positions.map((i) => cell.outputs[i]!), ...late.outputs]);
  const lateErrors = late.outputs.filter((output) => output.output_type === "error");
  const lateOthers = late.outputs.filter((output) => output.output_type !== "error");
  cell.outputs = [...before, ...lateOthers, ...errors, ...lateErrors];
  cell.metadata = {
    ...cell.metadata,
    late_outputs: cell.outputs.flatMap((output, i) => marked.has(output) ? [i] : []),
  };
  if (late.status === "error") markFailed(cell);
}

/** Adds an error that the kernel did not send, in the place of another or behind the outputs. */
export function recordError(cell: CodeCell, error: ErrorOutput, instead?: ErrorOutput): void {
  cell.outputs = [...cell.outputs.filter((output) => output !== instead), error];
  markFailed(cell);
}

function markFailed(cell: CodeCell): void {
  const execution = cell.metadata.execution as Record<string, unknown> | undefined;
  cell.metadata = { ...cell.metadata, execution: { ...execution, status: "error" } };
}
