import pl from "nodejs-polars";
import type { DataType } from "nodejs-polars";
import type { FrameColumn } from "./frame.ts";

/** Digits of every decimal column; Polars keeps sums within them too. */
export const DECIMAL_PRECISION = 38;

/** The Polars type that holds a column exactly. */
export function polarsType({ type, scale = 0 }: FrameColumn): DataType {
  switch (type) {
    case "text":
      return pl.Utf8;
    case "bigint":
      return pl.Int64;
    case "integer":
      return pl.Int32;
    case "boolean":
      return pl.Bool;
    case "date":
      return pl.Date;
    case "timestamp":
      return pl.Datetime("us");
    case "decimal":
      return pl.Decimal(DECIMAL_PRECISION, scale);
  }
}
