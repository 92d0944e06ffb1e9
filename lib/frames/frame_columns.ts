import type { DataType } from "nodejs-polars";
import { DataError } from "../base/mod.ts";
import type { ColumnType } from "../domains/mod.ts";
import type { Frame, FrameColumn } from "./frame.ts";

const TYPES: Readonly<Record<string, ColumnType>> = {
  String: "text",
  Utf8: "text",
  Int8: "integer",
  Int16: "integer",
  Int32: "integer",
  UInt8: "integer",
  UInt16: "integer",
  UInt32: "bigint",
  Int64: "bigint",
  Bool: "boolean",
  Date: "date",
};

const REMEDIES: Readonly<Record<string, string>> = {
  Float32: "un nombre à virgule flottante n'est pas exact ; ajoutez .cast(pl.Decimal(38, 2))",
  Float64: "un nombre à virgule flottante n'est pas exact ; ajoutez .cast(pl.Decimal(38, 2))",
  UInt64: "PostgreSQL n'a pas d'entier de 64 bits sans signe ; ajoutez .cast(pl.Int64)",
  Null: "elle est vide et sans type ; ajoutez .cast(pl.Utf8) ou le type voulu",
  Datetime:
    'une date et heure se garde sans fuseau, à la microseconde ; ajoutez .cast(pl.Datetime("us"))',
};

/**
 * The canonical type of a Polars type, for the columns that a transform adds.
 *
 * A float is refused, rates included: ask for `Decimal` with as many digits as needed.
 *
 * @param dtype A type of `frame.dtypes`.
 * @param name Name of the column, for the error.
 * @returns Type, and scale of a decimal.
 * @throws {DataError} PostgreSQL could not hold the values exactly; the text says which cast to add.
 */
export function columnTypeOf(dtype: DataType, name: string): Omit<FrameColumn, "name"> {
  const { variant, inner } = dtype as DataType & { readonly inner: readonly unknown[] | null };
  if (variant === "Decimal") return { type: "decimal", scale: Number(inner?.[1] ?? 0) };
  if (variant === "Datetime") {
    const [unit, zone] = inner ?? [];
    if (unit !== "ns" && !zone) return { type: "timestamp" };
  }
  const type = TYPES[variant];
  if (type !== undefined) return { type };
  const state = REMEDIES[variant] ??
    `son type ${variant} n'existe pas en base ; convertissez-la ou retirez-la`;
  throw new DataError(`Impossible de garder la colonne « ${name} » : ${state}`);
}

/**
 * The columns of a frame with their canonical types.
 *
 * @param frame Any frame.
 * @returns One per column, in order.
 * @throws {DataError} A column has a type that PostgreSQL could not hold exactly.
 *
 * @example
 * ```ts
 * import { emptyFrame } from "./empty_frame.ts";
 * import { frameColumns } from "./frame_columns.ts";
 * import assert from "node:assert/strict";
 * const columns = [{ name: "debit", type: "decimal", scale: 2 }] as const;
 * assert.deepEqual(frameColumns(emptyFrame(columns)), columns);
 * ```
 */
export function frameColumns(frame: Frame): FrameColumn[] {
  return frame.columns.map((name, at) => ({ name, ...columnTypeOf(frame.dtypes[at]!, name) }));
}
