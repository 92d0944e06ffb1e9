import { Buffer } from "node:buffer";
import { frameColumns } from "./frame_columns.ts";
import type { Frame } from "./frame.ts";
import { toTextRows } from "./text_rows.ts";

/** What `frameToCsv` writes. */
export interface CsvOptions {
  /** Names of the columns to write, in this order. @default all, in the order of the frame */
  readonly columns?: readonly string[];
  /** Whether the first line names the columns. @default true */
  readonly header?: boolean;
}

/**
 * Writes a frame as CSV for PostgreSQL's `COPY … FROM STDIN (FORMAT csv, HEADER)`: null is nothing, the empty text is
 * `""`, decimals keep all their digits, instants are UTC to the microsecond. `frameFromCsv` reads it back unchanged.
 *
 * @param frame Columns of types that PostgreSQL holds exactly.
 * @param options Columns and header.
 * @returns UTF-8 bytes, lines ended by `\n`.
 * @throws {DataError} A column has a type that cannot be written exactly, such as a float.
 *
 * @example
 * ```ts
 * import { frameFromRows } from "./frame_from_rows.ts";
 * import { frameToCsv } from "./frame_to_csv.ts";
 * import assert from "node:assert/strict";
 * const frame = frameFromRows([["", "1.00"], [null, null]], [
 *   { name: "label", type: "text" },
 *   { name: "debit", type: "decimal", scale: 2 },
 * ]);
 * assert.equal(frameToCsv(frame).toString(), 'label,debit\n"",1.00\n,\n');
 * ```
 */
export function frameToCsv(frame: Frame, options: CsvOptions = {}): Buffer {
  const { columns = frame.columns, header = true } = options;
  const chosen = frame.select(...columns);
  frameColumns(chosen);
  if (columns.length === 1) return singleColumn(chosen, header);
  return chosen.writeCSV({
    includeHeader: header,
    datetimeFormat: "%Y-%m-%d %H:%M:%S%.6f",
    dateFormat: "%Y-%m-%d",
  });
}

/**
 * With one column, a text `\.` would be a line of its own, which PostgreSQL before 18 takes for the end of the data,
 * and Polars' writer does not quote on request: quote every value here.
 */
function singleColumn(frame: Frame, header: boolean): Buffer {
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const lines = toTextRows(frame).map(([value]) => value === null ? "" : quoted(value!));
  const all = header ? [quoted(frame.columns[0]!), ...lines] : lines;
  return Buffer.from(all.map((line) => `${line}\n`).join(""));
}
