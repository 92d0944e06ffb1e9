import type { Cell, CodeCell, ErrorOutput, Notebook } from "../jupyter/mod.ts";
import { errorText } from "./error_text.ts";
import type { CellRecord, CellStatus, FailedCell } from "./types.ts";

/** What {@linkcode cellRecords} knows beside the copy. */
export interface CellRecordsOptions {
  /** By position of the cell: why companies were refused while it ran. */
  readonly refusals: ReadonlyMap<number, readonly string[]>;
  /** Position of the cell that was interrupted; null: none. */
  readonly interruptedAt: number | null;
}

/** What the executor notes in a cell. */
interface CellExecution {
  readonly start: string;
  readonly end: string;
  readonly status: "ok" | "error";
}

/**
 * How the cells of a notebook went, as its executed copy says.
 *
 * @param notebook Executed so far, without secrets.
 * @param options Refused companies, and where it was interrupted.
 * @returns In order; cells that did not run have no record.
 */
export function cellRecords(notebook: Notebook, options: CellRecordsOptions): CellRecord[] {
  let number = 0;
  return notebook.cells.flatMap((cell, index) => {
    if (!isExecutable(cell)) return [];
    number++;
    const execution = executionOf(cell);
    if (execution === null) return [];
    const status = statusOf(execution, { index, ...options });
    return [{
      index,
      number,
      id: cell.id,
      status,
      startedAt: execution.start,
      durationMs: Date.parse(execution.end) - Date.parse(execution.start),
      error: errorOf(cell, { status, refusals: options.refusals.get(index) ?? [] }),
    }];
  });
}

/**
 * The cell that a reader is sent to when no cell failed and companies were refused all the same.
 *
 * @param records Of all cells.
 * @returns The first that is red, or null.
 */
export function firstRed(records: readonly CellRecord[]): FailedCell | null {
  const first = records.find(({ status }) => status === "red");
  if (first === undefined) return null;
  const { index, number, error } = first;
  return { index, number, error: error ?? "" };
}

/**
 * Whether a cell is one that a run executes.
 *
 * @param cell Any cell.
 * @returns True for code cells that are not empty.
 */
export function isExecutable(cell: Cell): cell is CodeCell {
  return cell.cell_type === "code" && cell.source.trim() !== "";
}

function executionOf(cell: CodeCell): CellExecution | null {
  return (cell.metadata.execution as CellExecution | undefined) ?? null;
}

function statusOf(
  { status }: CellExecution,
  { index, refusals, interruptedAt }: CellRecordsOptions & { readonly index: number },
): CellStatus {
  if (interruptedAt === index) return "interrupted";
  if (status === "error") return "failed";
  return refusals.has(index) ? "red" : "ok";
}

function errorOf(
  cell: CodeCell,
  { status, refusals }: { readonly status: CellStatus; readonly refusals: readonly string[] },
): string | null {
  if (status === "ok") return null;
  if (status === "red") return refusals.join(" ; ");
  const error = cell.outputs.find((output): output is ErrorOutput =>
    output.output_type === "error"
  );
  return error === undefined ? "cellule arrêtée" : errorText(error).split("\n")[0] ?? "";
}
