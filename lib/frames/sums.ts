import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";
import { DataError } from "../base/mod.ts";
import { DECIMAL_PRECISION } from "./_polars_type.ts";
import type { Frame } from "./frame.ts";
import { columnTypeOf } from "./frame_columns.ts";

/** The exact sum of a column as an expression; nulls count for nothing, whole numbers become decimals without overflow. */
function exactSum(frame: Frame, name: string): Expr {
  const dtype = frame.dtypes[frame.columns.indexOf(name)];
  if (dtype === undefined) {
    throw new DataError(
      `Impossible d'additionner « ${name} » : la colonne n'existe pas ; choisissez parmi ${
        frame.columns.join(", ")
      }`,
    );
  }
  const { type } = columnTypeOf(dtype, name);
  if (type === "decimal") return pl.col(name).sum();
  if (type === "bigint" || type === "integer") {
    return pl.col(name).cast(pl.Decimal(DECIMAL_PRECISION, 0)).sum();
  }
  throw new DataError(
    `Impossible d'additionner « ${name} » : la colonne n'est pas un nombre ; choisissez un montant`,
  );
}

/**
 * The exact sum of a column.
 *
 * @param frame Any frame.
 * @param column Name of a decimal or whole-number column; nulls count for nothing.
 * @returns The sum as text with the scale of the column, e.g. `-12.30`; `0.00` without rows.
 * @throws {DataError} The column is missing, is not a number, or is a float.
 *
 * @example
 * ```ts
 * import { frameFromRows } from "./frame_from_rows.ts";
 * import { sumDecimal } from "./sums.ts";
 * import assert from "node:assert/strict";
 * const frame = frameFromRows([["0.10"], ["0.20"], [null]], [{ name: "debit", type: "decimal", scale: 2 }]);
 * assert.equal(sumDecimal(frame, "debit"), "0.30");
 * ```
 */
export function sumDecimal(frame: Frame, column: string): string {
  const sum = frame.select(exactSum(frame, column).cast(pl.Utf8).alias("sum"));
  return sum.getColumn("sum").get(0) as string;
}

/**
 * The exact sums of columns, per group.
 *
 * @param frame Any frame.
 * @param by Names of the columns that make a group; null is a group of its own.
 * @param columns Names of the columns to sum.
 * @returns One row per group, in the order of first appearance: `by`, then the sums under the names of `columns`.
 * @throws {DataError} A column is missing, is not a number, or is a float.
 */
export function groupSum(frame: Frame, by: readonly string[], columns: readonly string[]): Frame {
  const sums = columns.map((name) => exactSum(frame, name).alias(name));
  return frame.lazy().groupBy([...by], true).agg(...sums).collectSync();
}
