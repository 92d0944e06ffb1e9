/** A notebook, as far as its printed lines go. */
export interface PrintedNotebook {
  readonly cells: readonly {
    readonly id?: string;
    readonly outputs?: readonly {
      readonly output_type: string;
      readonly text?: string | readonly string[];
    }[];
  }[];
}

/** Lines of notebooks that did not end up where they were printed. */
export interface LineCount {
  readonly printed: number;
  /** In the outputs of another cell. */
  readonly misplaced: number;
  /** Nowhere. */
  readonly lost: number;
}

/**
 * Counts the lines of an executed notebook whose cell `c` was made to print `c 0`, `c 1`, and so on.
 *
 * @param notebook As executed.
 * @param expected Lines that each cell prints, by its id.
 * @returns The sums of all cells.
 *
 * @example
 * ```ts
 * import { countLines } from "./line_count.ts";
 * import assert from "node:assert/strict";
 * const stream = { output_type: "stream", text: ["a 0\n", "b 0\n"] };
 * const notebook = { cells: [{ id: "a", outputs: [] }, { id: "b", outputs: [stream] }] };
 * assert.deepEqual(countLines(notebook, new Map([["a", 2], ["b", 1]])), { printed: 3, misplaced: 1, lost: 1 });
 * ```
 */
export function countLines(
  notebook: PrintedNotebook,
  expected: ReadonlyMap<string, number>,
): LineCount {
  const found = new Map<string, string>();
  for (const { id = "", outputs = [] } of notebook.cells) {
    for (const { output_type, text = "" } of outputs) {
      if (output_type !== "stream") continue;
      for (const line of [text].flat().join("").split("\n")) found.set(line, id);
    }
  }
  const count = { printed: 0, misplaced: 0, lost: 0 };
  for (const [id, lines] of expected) {
    for (let i = 0; i < lines; i++) {
      const at = found.get(`${id} ${i}`);
      count.printed++;
      if (at === undefined) count.lost++;
      else if (at !== id) count.misplaced++;
    }
  }
  return count;
}
