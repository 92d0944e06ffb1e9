import { DataError } from "../../base/mod.ts";
import type { ReadColumn } from "../../connectors/data_sharing/mod.ts";
import type { FieldDescription } from "../../connectors/postgres/mod.ts";
import { type Column, columnsReadBy, type ColumnType, type Domain } from "../../domains/mod.ts";

/** What a table of the source can give of a domain. */
export interface SourceColumns {
  /** Canonical names, in the order of `reads`. */
  readonly names: readonly string[];
  /** What to ask the source for. */
  readonly reads: readonly ReadColumn[];
  /** The source's name of the company column. */
  readonly companyColumn: string;
  /** French remarks on columns that are missing or new. */
  readonly notes: readonly string[];
}

/** OIDs of PostgreSQL and Redshift types that a canonical type can be read from without a loss. */
const READABLE: Readonly<Record<Exclude<ColumnType, "text">, readonly number[]>> = {
  boolean: [16],
  bigint: [20, 21, 23],
  integer: [21, 23],
  date: [1082],
  timestamp: [1114],
  decimal: [1700, 20, 21, 23],
};

const DOUBLES = [700, 701];

/**
 * Compares the columns that a table has with those that the domain expects.
 *
 * A missing column is read as null and noted, an unknown one is left and noted.
 *
 * @param domain The domain.
 * @param fields Columns of the table, as the source describes them.
 * @returns What to read, and remarks for the notebook.
 * @throws {DataError} A column changed its type, or the key is not there: reading on could corrupt the mirror.
 */
export function matchColumns(domain: Domain, fields: readonly FieldDescription[]): SourceColumns {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const expected = columnsReadBy(domain, "data_sharing");
  const present = expected.filter((column) => byName.has(column.sources.data_sharing!));
  const missing = expected.filter((column) => !present.includes(column));
  refuseMissingKey(domain, missing);
  for (const column of present) {
    refuseType(domain, column, byName.get(column.sources.data_sharing!)!);
  }
  const known = new Set(expected.map((column) => column.sources.data_sharing));
  const added = fields.filter((field) => !known.has(field.name)).map((field) => field.name);
  return {
    names: present.map((column) => column.name),
    reads: present.map((column) => ({
      name: column.sources.data_sharing!,
      ...(column.roundedFromDouble ? { roundTo: column.scale ?? 2 } : {}),
    })),
    companyColumn: present.find((column) => column.name === "company_id")!.sources.data_sharing!,
    notes: [
      ...(missing.length
        ? [`Absentes de Data Sharing : ${missing.map((c) => c.name).join(", ")}`]
        : []),
      ...(added.length ? [`Nouvelles dans Data Sharing, non reprises : ${added.join(", ")}`] : []),
    ],
  };
}

function refuseMissingKey(domain: Domain, missing: readonly Column[]): void {
  const lost = missing.filter((column) => domain.key.includes(column.name));
  if (lost.length === 0) return;
  throw new DataError(
    `Impossible de lire « ${domain.name} » dans Data Sharing : la clé n'y est plus ` +
      `(${lost.map((column) => column.name).join(", ")}) ; mettez Penny à jour`,
  );
}

function refuseType(domain: Domain, column: Column, field: FieldDescription): void {
  if (column.type === "text") return;
  const readable = column.roundedFromDouble
    ? [...READABLE.decimal, ...DOUBLES]
    : READABLE[column.type];
  if (readable.includes(field.typeOid)) return;
  throw new DataError(
    `Impossible de lire « ${domain.name}.${column.name} » dans Data Sharing : son type a changé ` +
      `(type ${field.typeOid}, attendu : ${column.type}) ; mettez Penny à jour`,
  );
}
