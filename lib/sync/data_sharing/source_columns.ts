import { DataError, sha256 } from "../../base/mod.ts";
import type { ReadColumn } from "../../connectors/data_sharing/mod.ts";
import type { FieldDescription } from "../../connectors/postgres/mod.ts";
import { type Column, columnsReadBy, type ColumnType, type Domain } from "../../domains/mod.ts";

/** What a table of the source can give of a domain. */
export interface SourceColumns {
  /** Canonical names, in the order of `reads`. */
  readonly names: readonly string[];
  /** What to ask the source for. */
  readonly reads: readonly ReadColumn[];
  /** Equal as long as the same columns are read: rows that were read with others are to be read again. */
  readonly mark: string;
  /** The source's name of the company column. */
  readonly companyColumn: string;
  /** French remarks on columns that are missing. */
  readonly notes: readonly string[];
}

/** A column has another type than the one that it is read with. */
export class ChangedTypeError extends DataError {
  /** Its place in Penny. */
  readonly column: Column;

  /**
   * @param domain Its domain.
   * @param column The column; one that was found in the source can be found anew.
   * @param options `typeOid`: what it is now; `values`: some that stand there, to show.
   */
  constructor(
    domain: Domain,
    column: Column,
    { typeOid, values = [] }: { readonly typeOid: number; readonly values?: readonly string[] },
  ) {
    const shown = values.map((value) => `« ${value.slice(0, SHOWN_CHARACTERS)} »`).join(", ");
    const remedy = column.found
      ? "lancez « deno task run-all --full » pour la reprendre sous un autre nom"
      : "mettez Penny à jour";
    super(
      `Impossible de lire « ${domain.name}.${column.name} » dans Data Sharing : son type a changé ` +
        `(${TYPE_NAMES[typeOid] ?? `type ${typeOid}`}, attendu : ${column.type}` +
        `${
          shown === "" ? "" : ` ; valeurs : ${shown}`
        }) ; les anciennes lignes sont gardées, ${remedy}`,
    );
    this.column = column;
  }
}

const SHOWN_CHARACTERS = 40;

/** OIDs that are likely to be met. */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  ...{ 16: "boolean", 20: "bigint", 21: "smallint", 23: "integer", 25: "text", 700: "real" },
  ...{ 701: "double precision", 1042: "character", 1043: "character varying", 1082: "date" },
  ...{ 1114: "timestamp", 1184: "timestamp with time zone", 1700: "numeric" },
};

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
 * A missing column is read as null and noted, an unknown one is left.
 *
 * @param domain The domain.
 * @param fields Columns of the table, as the source describes them.
 * @returns What to read, and remarks for the notebook.
 * @throws {ChangedTypeError} A column changed its type: reading on could corrupt the mirror.
 * @throws {DataError} The key is not there.
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
  const reads = present.map((column) => ({
    name: column.sources.data_sharing!,
    ...(column.roundedFromDouble ? { roundTo: column.scale ?? 2 } : {}),
  }));
  const names = present.map((column) => column.name);
  return {
    names,
    reads,
    mark: markOf(names.map((name, i) => JSON.stringify([name, reads[i]]))),
    companyColumn: present.find((column) => column.name === "company_id")!.sources.data_sharing!,
    notes: missing.length === 0 ? [] : [
      `Absentes de Data Sharing, vides : ${missing.map(({ name }) => name).join(", ")}`,
    ],
  };
}

/** The same in whatever order the source has its columns. */
function markOf(columns: readonly string[]): string {
  return sha256(new TextEncoder().encode(columns.toSorted().join()));
}

function refuseMissingKey(domain: Domain, missing: readonly Column[]): void {
  const lost = missing.filter((column) => domain.key.includes(column.name));
  if (lost.length === 0) return;
  throw new DataError(
    `Impossible de lire « ${domain.name} » dans Data Sharing : la clé n'y est plus ` +
      `(${lost.map((column) => column.name).join(", ")}) ; mettez Penny à jour`,
  );
}

/**
 * Whether a column can be read from what the source has now, without a loss.
 *
 * @param column As Penny has it.
 * @param field As the source describes it.
 */
export function isReadable(column: Column, field: FieldDescription): boolean {
  if (column.type === "text") return true;
  const readable = column.roundedFromDouble
    ? [...READABLE.decimal, ...DOUBLES]
    : READABLE[column.type];
  return readable.includes(field.typeOid);
}

function refuseType(domain: Domain, column: Column, field: FieldDescription): void {
  if (isReadable(column, field)) return;
  throw new ChangedTypeError(domain, column, { typeOid: field.typeOid });
}
