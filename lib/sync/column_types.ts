import { type Column, columnsReadBy, type Domain, type SourceName } from "../domains/mod.ts";

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

/** The type in staging: amounts keep all the digits that the source sent, so that a check can count them. */
function stagingType(column: TypedColumn): string {
  return column.type === "decimal" ? "numeric" : postgresType(column);
}

/**
 * Columns of the staging table of a domain: those that the source gives, amounts with all their digits.
 *
 * @param domain What is read.
 * @param source Where.
 * @returns In the order of the domain.
 */
export function stagingColumns(
  domain: Domain,
  source: SourceName,
): { name: string; type: string }[] {
  return columnsReadBy(domain, source).map((column) => ({
    name: column.name,
    type: stagingType(column),
  }));
}
