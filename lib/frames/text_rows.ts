import pl from "nodejs-polars";
import type { Frame } from "./frame.ts";

/**
 * The values of a frame as exact text, column by column: `-0.10`, `2025-01-31`, `2025-01-31 10:00:00.123456`, `true`.
 *
 * @param frame Any frame of scalar columns.
 * @returns One array per column, in order; null where null. `toRecords()` throws on decimals and loses 64-bit integers.
 */
export function textColumns(frame: Frame): (string | null)[][] {
  return frame.columns.map((name) =>
    frame.getColumn(name).cast(pl.Utf8).toArray() as (string | null)[]
  );
}

/**
 * The values of a frame as exact text, row by row; made for displays and tests, not for a million rows.
 *
 * @param frame Any frame of scalar columns.
 * @returns One array per row; null where null.
 */
export function toTextRows(frame: Frame): (string | null)[][] {
  const columns = textColumns(frame);
  return Array.from({ length: frame.height }, (_, row) => columns.map((values) => values[row]!));
}
