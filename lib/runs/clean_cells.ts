import type { Cell, Notebook } from "../jupyter/mod.ts";
import type { Redactor } from "./redact.ts";
import { maskInjected } from "./secret_parameters.ts";

/** A cell without secrets, and what it was made from. */
interface Known {
  readonly parts: readonly unknown[];
  readonly clean: Cell;
}

/**
 * Takes secrets out of a notebook that grows cell by cell: a copy is written after each cell, so what has not changed since
 * the last one is not worked on again.
 */
export class CleanCells {
  readonly #redactor: Redactor;
  readonly #known = new WeakMap<Cell, Known>();

  /** @param redactor Of the run. */
  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /**
   * A copy that may be written.
   *
   * @param notebook Executed so far; its cells may change afterwards, and outputs of earlier ones too.
   * @returns Without secrets.
   */
  notebook({ cells, ...rest }: Notebook): Notebook {
    return { ...this.#redactor.json(rest), cells: cells.map((cell) => this.#cell(cell)) };
  }

  #cell(cell: Cell): Cell {
    const parts = partsOf(cell);
    const known = this.#known.get(cell);
    if (known !== undefined && isSame(known.parts, parts)) return known.clean;
    const clean = maskInjected(this.#redactor.json(cell));
    this.#known.set(cell, { parts, clean });
    return clean;
  }
}

/** All that can be another value while the cell stays the same object. */
function partsOf(cell: Cell): unknown[] {
  const parts: unknown[] = [cell.source, cell.metadata];
  if (cell.cell_type !== "code") return parts;
  const outputs = cell.outputs.flatMap((output): readonly unknown[] => {
    if (output.output_type === "stream") return [output, output.text];
    return output.output_type === "error" ? [output] : [output, output.data, output.metadata];
  });
  return [...parts, cell.execution_count, ...outputs];
}

function isSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((part, index) => part === right[index]);
}
