/** One cell as it lies in a notebook file; nothing is trusted before {@linkcode notebookFaults} has looked at it. */
export interface NotebookCell {
  readonly cell_type?: string;
  readonly id?: string;
  readonly source?: string | readonly string[];
  readonly metadata?: { readonly tags?: readonly string[] };
  readonly outputs?: readonly unknown[];
  readonly execution_count?: number | null;
}

/** The parts of a notebook file that the gate reads. */
export interface NotebookFile {
  readonly nbformat?: number;
  readonly nbformat_minor?: number;
  readonly metadata?: {
    readonly kernelspec?: { readonly name?: string; readonly language?: string };
  };
  readonly cells?: readonly NotebookCell[];
}

/** Lines that a code cell may have. */
export const MAX_CELL_LINES = 15;

/**
 * The text of a cell, however the file cuts it.
 *
 * @param cell Any cell.
 * @returns Its source; empty when it has none.
 */
export function cellSource(cell: NotebookCell): string {
  const source = cell.source ?? "";
  return typeof source === "string" ? source : source.join("");
}

/**
 * Where a cell is, as its reader counts: from 1.
 *
 * @param file Path from the root.
 * @param index Position in `cells`, from 0.
 * @returns `notebooks/x.ipynb cellule n`.
 */
export function cellPlace(file: string, index: number): string {
  return `${file} cellule ${index + 1}`;
}
