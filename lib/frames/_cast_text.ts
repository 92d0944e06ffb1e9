import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";
import { DataError } from "../base/mod.ts";
import type { Frame, FrameColumn } from "./frame.ts";
import { DECIMAL_PRECISION, polarsType } from "./_polars_type.ts";

/** Digits after the point that a double's text is read with before it is rounded. */
const DOUBLE_SCALE = 18;

const FORMS = {
  bigint: "^-?[0-9]{1,19}$",
  integer: "^-?[0-9]{1,10}$",
  boolean: "^(t|f|true|false)$",
  date: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
  timestamp: "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?$",
  number: "^-?[0-9]+(\\.[0-9]*)?$",
  double: "^-?[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?$",
} as const;

const WANTED = {
  text: "un texte",
  bigint: "un entier de 64 bits",
  integer: "un entier de 32 bits",
  boolean: "t ou f",
  date: "une date AAAA-MM-JJ",
  timestamp: "une date et heure AAAA-MM-JJ HH:MM:SS",
  decimal: "un nombre décimal sans exposant",
} as const;

/**
 * Gives text columns their types, exactly: what cannot be held is refused with the column and the number of values.
 * Polars' own casts round decimals in silence and put values into their messages, so the text is judged first.
 */
export function castText(frame: Frame, columns: readonly FrameColumn[]): Frame {
  const typed = columns.filter(({ type }) => type !== "text");
  if (typed.length === 0) return frame;
  checkForms(frame, typed);
  const cast = frame.withColumns(...typed.map((column) => reading(column).alias(column.name)));
  for (const column of typed) {
    const lost = cast.getColumn(column.name).nullCount() - frame.getColumn(column.name).nullCount();
    if (lost > 0) throw unreadable(column, lost);
  }
  return cast;
}

/** One pass over all columns counts the values whose text has not the wanted form, or too many digits. */
function checkForms(frame: Frame, columns: readonly FrameColumn[]): void {
  const exact = columns.filter((column) => column.type === "decimal" && !column.roundedFromDouble);
  const counts = frame.select(
    ...columns.map((column) => misfits(column.name, formOf(column)).alias(`form ${column.name}`)),
    ...exact.map((column) =>
      misfits(column.name, exactFormOf(column)).alias(`digits ${column.name}`)
    ),
  );
  const countOf = (name: string) => Number(counts.getColumn(name).get(0));
  for (const column of columns) {
    const count = countOf(`form ${column.name}`);
    if (count > 0) throw unreadable(column, count);
  }
  for (const column of exact) {
    const count = countOf(`digits ${column.name}`);
    if (count > 0) throw tooPrecise(column, count);
  }
}

function misfits(name: string, form: string): Expr {
  return pl.col(name).str.contains(form, false, true).not().sum();
}

function formOf({ type, roundedFromDouble }: FrameColumn): string {
  if (type === "text") return "";
  if (type !== "decimal") return FORMS[type];
  return roundedFromDouble ? FORMS.double : FORMS.number;
}

/** The form of a number that fits its column; zeros at the end do not count as digits. */
function exactFormOf({ scale = 0 }: FrameColumn): string {
  return `^-?[0-9]{1,${DECIMAL_PRECISION - scale}}(\\.[0-9]{0,${scale}}0*)?$`;
}

/** How a text column is read once its form is right; a value that cannot be read becomes null and is counted. */
function reading(column: FrameColumn): Expr {
  const source = pl.col(column.name);
  switch (column.type) {
    case "boolean":
      return source.isIn(["t", "true"]);
    case "date":
      return source.str.strptime(pl.Date, "%Y-%m-%d");
    case "timestamp":
      // strptime takes no unit: it is asked for any Datetime and reads a fraction as microseconds.
      return source.str.strptime(pl.Datetime("ms"), "%Y-%m-%d %H:%M:%S%.f");
    case "decimal":
      return column.roundedFromDouble
        ? rounded(source, column).cast(polarsType(column), false)
        : source.cast(polarsType(column), false);
    default:
      return source.cast(polarsType(column), false);
  }
}

function rounded(source: Expr, { scale = 0 }: FrameColumn): Expr {
  return source.cast(pl.Decimal(DECIMAL_PRECISION, DOUBLE_SCALE), false)
    .round(scale, "halfawayfromzero");
}

function unreadable({ name, type }: FrameColumn, count: number): DataError {
  return new DataError(
    `Impossible de lire la colonne « ${name} » : ${counted(count)} pas ${WANTED[type]} ; ` +
      "corrigez la donnée dans la source ou le type de la colonne",
  );
}

function counted(count: number): string {
  return count === 1 ? "1 valeur n'est" : `${count} valeurs ne sont`;
}

function tooPrecise({ name, scale = 0 }: FrameColumn, count: number): DataError {
  const values = count === 1 ? "1 valeur ne tient" : `${count} valeurs ne tiennent`;
  return new DataError(
    `Impossible de lire la colonne « ${name} » : ${values} pas dans un décimal à ${scale} chiffres ` +
      "après la virgule ; Penny n'arrondit pas, donnez à la colonne une échelle plus grande",
  );
}
