import pl from "nodejs-polars";
import type { Column } from "../domains/mod.ts";
import type { Frame } from "../frames/mod.ts";

export { isFrame } from "../frames/mod.ts";
export type { Frame };

/** What a column holds, as far as its display goes. */
export type CellKind =
  | "text"
  | "decimal"
  | "integer"
  | "float"
  | "boolean"
  | "date"
  | "timestamp"
  | "other";

/** A column of a frame, with what its domain says of it. */
export interface FrameColumn {
  readonly name: string;
  readonly kind: CellKind;
  /** Digits after the point of a decimal column. */
  readonly scale: number;
  /** The domain's column of the same name. */
  readonly known: Column | null;
  /** Whether its total means something. */
  readonly summable: boolean;
}

const KINDS: readonly (readonly [RegExp, CellKind])[] = [
  [/^(String|Utf8|Categorical|Enum)/, "text"],
  [/^Decimal/, "decimal"],
  [/^U?Int/, "integer"],
  [/^Float/, "float"],
  [/^Bool/, "boolean"],
  [/^Datetime/, "timestamp"],
  [/^Date$/, "date"],
];

/**
 * The columns of a frame in its order. Without a word from the domain, a decimal column of two digits counts as money.
 */
export function frameColumns(frame: Frame, columns: readonly Column[] = []): FrameColumn[] {
  const known = new Map(columns.map((column) => [column.name, column]));
  const dtypes = frame.dtypes as unknown as { variant: string; inner: unknown[] | null }[];
  return frame.columns.map((name, index) => {
    const dtype = dtypes[index]!;
    const kind = KINDS.find(([pattern]) => pattern.test(dtype.variant))?.[1] ?? "other";
    const scale = kind === "decimal" ? Number(dtype.inner?.[1] ?? 0) : 0;
    const column = known.get(name) ?? null;
    const summable = kind === "decimal" && (column ? column.summable : scale === 2);
    return { name, kind, scale, known: column, summable };
  });
}

/** The values of a column as exact text, null where null. */
export function textCells(frame: Frame, column: FrameColumn): (string | null)[] {
  const series = frame.getColumn(column.name);
  if (column.kind !== "other") return series.cast(pl.String).toArray() as (string | null)[];
  const values = Array.from(series.toArray() as ArrayLike<unknown>);
  return values.map((value) => value === null ? null : JSON.stringify(value, bigintAsText));
}

/** Lets `JSON.stringify` take 64-bit integers. */
function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** How many different companies a frame holds; 0 or 1 where it has no `company_id`. */
export function companyCount(frame: Frame): number {
  if (frame.height === 0 || !frame.columns.includes("company_id")) return 0;
  return frame.getColumn("company_id").nUnique();
}

/** French name of a column's type. */
export function typeName(column: Pick<FrameColumn, "kind" | "summable">): string {
  switch (column.kind) {
    case "decimal":
      return column.summable ? "montant" : "décimal";
    case "text":
      return "texte";
    case "integer":
      return "entier";
    case "float":
      return "nombre approché";
    case "boolean":
      return "oui/non";
    case "date":
      return "date";
    case "timestamp":
      return "date et heure (UTC)";
    case "other":
      return "liste";
  }
}
