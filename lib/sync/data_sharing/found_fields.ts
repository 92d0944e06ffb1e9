import type { FieldDescription } from "../../connectors/postgres/mod.ts";
import type { Column, ColumnType, Domain } from "../../domains/mod.ts";
import type { FoundColumn } from "../found_columns.ts";

/** OIDs of the types that are kept; every other one, doubles too, is kept as the text that the source writes. */
const TYPES: Readonly<Record<number, ColumnType>> = {
  16: "boolean",
  20: "bigint",
  21: "bigint",
  23: "bigint",
  1082: "date",
  1114: "timestamp",
};

const NUMERIC = 1700;
/** PostgreSQL adds this to precision and scale. */
const MODIFIER_BASE = 4;
const SCALES = [2, 6, 12] as const;
/** Digits that an amount may have before the point. */
const MAX_WHOLE_DIGITS = 16;

/**
 * Columns of a table that a domain does not know, each with a type that holds whatever the source may write.
 *
 * @param domain The domain, with what was found before.
 * @param fields Columns of the table, as the source describes them.
 * @returns In the order of the source.
 */
export function foundFields(domain: Domain, fields: readonly FieldDescription[]): FoundColumn[] {
  const known = new Set(domain.columns.map((column) => column.sources.data_sharing));
  return fields.filter(({ name }) => !known.has(name)).map(foundField);
}

/**
 * A column of the source with the type that it would be found with.
 *
 * @param field As the source describes it.
 * @returns A numeric without a known scale, or with more digits than an amount, is a text.
 */
export function foundField(field: FieldDescription): FoundColumn {
  const sourceName = field.name;
  if (field.typeOid !== NUMERIC) return { sourceName, type: TYPES[field.typeOid] ?? "text" };
  const scale = scaleOf(field.typeModifier ?? -1);
  return scale === null ? { sourceName, type: "text" } : { sourceName, type: "decimal", scale };
}

function scaleOf(modifier: number): NonNullable<Column["scale"]> | null {
  if (modifier < MODIFIER_BASE) return null;
  const precision = (modifier - MODIFIER_BASE) >> 16;
  // Eleven bits, with a sign.
  const digits = (((modifier - MODIFIER_BASE) & 0x7ff) ^ 1024) - 1024;
  if (digits < 0 || precision - digits > MAX_WHOLE_DIGITS) return null;
  return SCALES.find((scale) => scale >= digits) ?? null;
}
