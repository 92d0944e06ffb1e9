import pl from "nodejs-polars";
import { castText } from "./_cast_text.ts";
import type { Frame, FrameColumn } from "./frame.ts";

/**
 * Builds a frame from rows of text, as a driver gives them when it parses nothing.
 *
 * @param rows One array per row, a value per column in the order of `columns`; null stays null. Values have the form
 * that `frameFromCsv` reads.
 * @param columns Names and types.
 * @returns A frame of these columns and rows.
 * @throws {DataError} Values do not fit the type of their column.
 * @throws {RangeError} A row has not as many values as there are columns.
 *
 * @example
 * ```ts
 * import { frameFromRows } from "./frame_from_rows.ts";
 * import { toTextRows } from "./text_rows.ts";
 * import assert from "node:assert/strict";
 * const frame = frameFromRows([["-0.10"], [null]], [{ name: "debit", type: "decimal", scale: 2 }]);
 * assert.deepEqual(toTextRows(frame), [["-0.10"], [null]]);
 * ```
 */
export function frameFromRows(
  rows: readonly (readonly (string | null)[])[],
  columns: readonly FrameColumn[],
): Frame {
  for (const row of rows) {
    if (row.length !== columns.length) {
      throw new RangeError(
        `Cannot build a frame: a row has ${row.length} values; ${columns.length} columns are named`,
      );
    }
  }
  const series = columns.map(({ name }, at) =>
    pl.Series(name, rows.map((row) => row[at] ?? null), pl.Utf8)
  );
  return castText(pl.DataFrame(series), columns);
}
