import type { Output } from "./outputs.ts";

/** What all kinds of cells have. */
export interface CellBase {
  /** Unique in the notebook; letters, digits, `-` and `_`, 1 to 64 of them. */
  readonly id: string;
  metadata: Readonly<Record<string, unknown>>;
  source: string;
  /** Files pasted into a markdown cell, by name. */
  readonly attachments?: Readonly<Record<string, unknown>>;
}

/** A cell of code, with what it gave. */
export interface CodeCell extends CellBase {
  readonly cell_type: "code";
  execution_count: number | null;
  outputs: Output[];
}

/** A cell of prose, or of text that is left alone. */
export interface TextCell extends CellBase {
  readonly cell_type: "markdown" | "raw";
}

/** A cell of a notebook. */
export type Cell = CodeCell | TextCell;

/** A notebook of nbformat 4.5, with texts in one piece. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nbformat: 4;
  readonly nbformat_minor: number;
}

/**
 * The tags of a cell.
 *
 * @param cell Any cell.
 * @returns Empty when there are none.
 */
export function tagsOf(cell: Cell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}
