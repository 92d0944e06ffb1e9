import type { Output } from "./outputs.ts";

/** What all kinds of cells have. */
export interface CellBase {
  /** Unique in the notebook; letters, digits, `-` and `_`, 1 to 64 of them. */
  readonly id: string;
  /** Tags, and what front ends and this client note. */
  metadata: Readonly<Record<string, unknown>>;
  /** TypeScript, Markdown or any text, in one piece. */
  source: string;
  /** Files pasted into a markdown cell, by name. */
  readonly attachments?: Readonly<Record<string, unknown>>;
}

/** A cell of code, with what it gave. */
export interface CodeCell extends CellBase {
  /** Tells it from cells of prose. */
  readonly cell_type: "code";
  /** The kernel's count when it ran, or null. */
  execution_count: number | null;
  /** What it gave, in order. */
  outputs: Output[];
}

/** A cell of prose, or of text that is left alone. */
export interface TextCell extends CellBase {
  /** Markdown is rendered, raw text is not. */
  readonly cell_type: "markdown" | "raw";
}

/** A cell of a notebook. */
export type Cell = CodeCell | TextCell;

/** A notebook of nbformat 4.5, with texts in one piece. */
export interface Notebook {
  /** In order. */
  readonly cells: readonly Cell[];
  /** Kernel, language, and whatever else was noted. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Major version of the format. */
  readonly nbformat: 4;
  /** Minor version of the format, from 5. */
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
