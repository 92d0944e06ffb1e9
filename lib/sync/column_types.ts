import type { Column, Domain } from "../domains/mod.ts";

/** What decides the type: a domain's column, or one that a transform added. */
export type TypedColumn = Pick<Column, "type"> & { readonly scale?: number };

/**
 * The PostgreSQL type of a canonical column in mirrors and published tables: money is `numeric(18,2)`, converted
 * amounts and rates are `numeric(22,6)`, that is sixteen digits before the point.
 *
 * @param column Its type, with the scale of a decimal.
 * @returns As `format_type` writes it.
 */
export function postgresType(column: TypedColumn): string {
  if (column.type === "decimal") return decimalType(column.scale ?? 2);
  return column.type === "timestamp" ? "timestamp without time zone" : column.type;
}

/** The type of an exact amount with `scale` digits after the point and sixteen before. */
function decimalType(scale: number): string {
  return `numeric(${16 + scale},${scale})`;
}

/**
 * The type in staging: amounts keep all the digits that the source sent, so that a check can count them.
 *
 * @param column Its type.
 * @returns As `format_type` writes it.
 */
export function stagingType(column: TypedColumn): string {
  return column.type === "decimal" ? "numeric" : postgresType(column);
}

/**
 * Columns that Data Sharing can fill; the others stay null or are computed by Penny.
 *
 * @param domain What is read.
 * @returns In the order of the domain.
 */
export function readColumns(domain: Domain): readonly Column[] {
  return domain.columns.filter((c) => !c.derived && c.sources.data_sharing !== null);
}
