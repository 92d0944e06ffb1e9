import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import type { DataType } from "nodejs-polars";
import { DataError } from "../base/mod.ts";
import { castText } from "./_cast_text.ts";
import { polarsType } from "./_polars_type.ts";
import type { Frame, FrameColumn } from "./frame.ts";

/**
 * Reads CSV as PostgreSQL's `COPY … TO STDOUT (FORMAT csv, HEADER)` writes it: nothing between two commas is null, `""`
 * is the empty text, `t` and `f` are booleans, days are `2025-01-31`, instants `2025-01-31 10:00:00.123456` in UTC.
 *
 * Nothing is rounded and nothing passes through a float: 64-bit integers, decimals and microseconds come out as they
 * went in. The machine's time zone plays no part.
 *
 * @param csv The bytes, UTF-8, header first; may hold no row.
 * @param columns The wanted columns, in the order wanted; others in the CSV are left aside.
 * @returns A frame of exactly these columns, rows in the order of the CSV.
 * @throws {DataError} The CSV is damaged, a column is missing, or values do not fit the type of their column (the text
 * gives the column and how many, never a value).
 *
 * @example
 * ```ts
 * import { Buffer } from "node:buffer";
 * import { frameFromCsv } from "./frame_from_csv.ts";
 * import assert from "node:assert/strict";
 * const frame = frameFromCsv(Buffer.from("id,debit\n9007199254740993,-10.50\n"), [
 *   { name: "id", type: "bigint" },
 *   { name: "debit", type: "decimal", scale: 2 },
 * ]);
 * assert.deepEqual(frame.shape, { height: 1, width: 2 });
 * ```
 */
export function frameFromCsv(csv: Uint8Array, columns: readonly FrameColumn[]): Frame {
  const bytes = Buffer.from(csv.buffer, csv.byteOffset, csv.byteLength);
  const whole = columns.filter(({ type }) => type === "bigint" || type === "integer");
  try {
    const frame = read(bytes, columns, polarsType);
    return castText(frame, columns.filter((column) => !whole.includes(column)));
  } catch (error) {
    // The parser reads whole numbers fastest, but its message shows the value: read them as text to say it properly.
    if (error instanceof DataError) throw error;
    return castText(read(bytes, columns, () => pl.Utf8), columns);
  }
}

function read(
  bytes: Buffer,
  columns: readonly FrameColumn[],
  wholeType: (column: FrameColumn) => DataType,
): Frame {
  const dtypes = Object.fromEntries(columns.map((column) => {
    const whole = column.type === "bigint" || column.type === "integer";
    return [column.name, whole ? wholeType(column) : pl.Utf8];
  }));
  const frame = parse(bytes, dtypes);
  const missing = columns.filter(({ name }) => !frame.columns.includes(name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => `« ${name} »`).join(", ");
    throw damaged(`il y manque ${names}`);
  }
  return frame.select(...columns.map(({ name }) => name));
}

function parse(bytes: Buffer, dtypes: Record<string, DataType>): Frame {
  if (bytes.length === 0) throw damaged("il est vide, sans ligne d'en-tête");
  try {
    return pl.readCSV(bytes, { dtypes, inferSchemaLength: 0, truncateRaggedLines: false });
  } catch (error) {
    const wholes = Object.values(dtypes).some((dtype) => !dtype.equals(pl.Utf8));
    if (wholes) throw error;
    throw damaged("il n'est pas en UTF-8 ou une ligne a trop de champs");
  }
}

function damaged(state: string): DataError {
  return new DataError(`Impossible de lire « le CSV » : ${state} ; relancez la lecture`);
}
