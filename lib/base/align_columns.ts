/**
 * Sets rows of text in columns, two spaces apart.
 *
 * @param rows The first one may be a header; all of the same length.
 * @param options `right`: positions of the columns that are set to the right, as figures are. @default none
 * @returns One line a row, without spaces at its end.
 *
 * @example
 * ```ts
 * import { alignColumns } from "./align_columns.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(alignColumns([["Carnet", "Lignes"], ["a", "12"]], { right: [1] }), [
 *   "Carnet  Lignes",
 *   "a           12",
 * ]);
 * ```
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  { right = [] }: { readonly right?: readonly number[] } = {},
): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => [...row[column] ?? ""].length))
  );
  return rows.map((row) =>
    row.map((cell, column) => {
      const padding = " ".repeat(widths[column]! - [...cell].length);
      return right.includes(column) ? padding + cell : cell + padding;
    }).join("  ").trimEnd()
  );
}
