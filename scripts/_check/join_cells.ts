import type { CellOutline } from "./outline_plugin.ts";

/** One code cell, ready to be joined. */
export interface CodeCell {
  /** Position in the notebook, from 0. */
  readonly index: number;
  readonly source: string;
  readonly outline: CellOutline;
}

/** Where a line of the joined module comes from. */
export interface CellLine {
  /** Position of the cell in the notebook, from 0. */
  readonly index: number;
  /** Line in the cell, from 1. */
  readonly line: number;
}

/** A notebook as one module. */
export interface JoinedModule {
  readonly source: string;
  /** For each line of `source`, its origin. */
  readonly lines: readonly CellLine[];
}

function withoutImports(cell: CodeCell): string {
  let source = cell.source;
  for (const { range: [from, to] } of cell.outline.imports) {
    const blank = source.slice(from, to).replace(/[^\n]/g, " ");
    source = source.slice(0, from) + blank + source.slice(to);
  }
  return source;
}

/**
 * Joins the code cells of a notebook into one module that type-checks as the kernel would run them.
 *
 * The kernel lets a cell declare a name again; a module does not. So a cell that does opens a block which holds it and all
 * cells after it: inside, the new declaration shadows the old one, and cells before keep the old one. Imports go to the
 * top, each name once.
 *
 * @param cells Code cells in order.
 * @returns The module and the origin of each of its lines.
 */
export function joinCells(cells: readonly CodeCell[]): JoinedModule {
  const text: string[] = ["export {};"];
  const lines: CellLine[] = [{ index: cells[0]?.index ?? 0, line: 1 }];
  const push = (line: string, origin: CellLine) => {
    text.push(line);
    lines.push(origin);
  };
  const statements = new Set<string>();
  for (const { index, outline } of cells) {
    for (const { statement, line } of outline.imports.flatMap((one) => one.names)) {
      if (!statements.has(statement)) push(statement, { index, line });
      statements.add(statement);
    }
  }
  const declared = new Set<string>();
  let blocks = 0;
  for (const cell of cells) {
    if (cell.outline.names.some((name) => declared.has(name))) {
      push("{", { index: cell.index, line: 1 });
      blocks++;
    }
    const imported = cell.outline.imports.flatMap((one) => one.names).map((name) => name.local);
    for (const name of [...imported, ...cell.outline.names]) declared.add(name);
    withoutImports(cell).split("\n")
      .forEach((line, number) => push(line, { index: cell.index, line: number + 1 }));
  }
  if (blocks > 0) push("}".repeat(blocks), { index: cells.at(-1)?.index ?? 0, line: 1 });
  return { source: `${text.join("\n")}\n`, lines };
}
