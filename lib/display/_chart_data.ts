import { type Frame, frameColumns, isFrame, textCells } from "./_frame.ts";
import { addDecimals } from "./_decimal.ts";
import { UsageError } from "../base/mod.ts";

/** Rows of a chart: a frame, or records by column name. */
export type ChartRows = Frame | readonly Readonly<Record<string, unknown>>[];

/** What is drawn where a label is absent. */
const NO_LABEL = "(sans libellé)";

/** The values of one column as text, null where absent. */
export function chartColumn(rows: ChartRows, name: string): (string | null)[] {
  if (isFrame(rows)) {
    const column = frameColumns(rows).find((candidate) => candidate.name === name);
    if (!column) throw unknownColumn(name, rows.columns);
    return textCells(rows, column);
  }
  const first = rows[0];
  if (first && !rows.some((row) => name in row)) throw unknownColumn(name, Object.keys(first));
  return rows.map((row) => textOf(row[name]));
}

function unknownColumn(name: string, known: readonly string[]): UsageError {
  return new UsageError(
    `Impossible de dessiner la colonne « ${name} » : elle n'existe pas ; colonnes possibles : ${
      known.join(", ")
    }`,
  );
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === "number" ? numberText(value) : String(value);
}

/** A JavaScript number as decimal text; it was a float before it came here. */
function numberText(value: number): string | null {
  if (!Number.isFinite(value)) return null;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(6).replace(/0+$/, "");
}

/** Labels, never empty. */
export function labelColumn(rows: ChartRows, name: string): string[] {
  return chartColumn(rows, name).map((label) => label === null || label === "" ? NO_LABEL : label);
}

/** Decimal texts of a column; null where absent. */
export function valueColumn(rows: ChartRows, name: string): (string | null)[] {
  return chartColumn(rows, name).map((value) => {
    if (value === null) return null;
    const text = /e/i.test(value) ? numberText(Number(value)) : value;
    if (text !== null && !/^-?\d+(\.\d+)?$/.test(text)) {
      throw new UsageError(
        `Impossible de dessiner la colonne « ${name} » : elle contient autre chose que des nombres ; ` +
          "choisissez une colonne de montants ou de comptes",
      );
    }
    return text;
  });
}

/** One point of a chart: category, series, exact value. */
export interface Point {
  readonly x: string;
  readonly series: string;
  readonly exact: string;
  /** For drawing alone. */
  readonly value: number;
}

/** Points of a chart by category and series, the values of equal ones added exactly. */
export interface PointSet {
  readonly points: readonly Point[];
  /** Every category in order; months without a gap. */
  readonly categories: readonly string[];
  readonly series: readonly string[];
  readonly byMonth: boolean;
}

/** Series drawn at most; the smallest ones beyond are added up. */
const MAX_SERIES = 6;

/** Name of the series that gathers the smallest ones. */
export const OTHERS = "Autres";

/** Reads points; a column of dates or months is cut by month. */
export function pointSet(
  rows: ChartRows,
  names: { readonly x: string; readonly value: string; readonly series?: string },
): PointSet {
  const values = valueColumn(rows, names.value);
  const raw = labelColumn(rows, names.x);
  const byMonth = raw.length > 0 && raw.every((text) => /^\d{4}-\d\d(-\d\d.*)?$/.test(text));
  const xs = byMonth ? raw.map((text) => text.slice(0, 7)) : raw;
  const series = names.series === undefined ? xs.map(() => "") : labelColumn(rows, names.series);
  const gathered = gatherSeries(series, values);
  const sums = new Map<string, { x: string; series: string; texts: string[] }>();
  values.forEach((value, index) => {
    if (value === null) return;
    const [x, name] = [xs[index]!, gathered.nameOf(series[index]!)];
    const key = JSON.stringify([x, name]);
    const sum = sums.get(key) ?? { x, series: name, texts: [] };
    sum.texts.push(value);
    sums.set(key, sum);
  });
  const points = [...sums.values()].map((sum) => {
    const exact = addDecimals(sum.texts);
    return { x: sum.x, series: sum.series, exact, value: Number(exact) };
  });
  const categories = byMonth ? allMonths(xs) : [...new Set(xs)];
  return { points, categories, series: gathered.names, byMonth };
}

/** Keeps the largest series in their order of appearance; the others are named {@link OTHERS}. */
function gatherSeries(
  series: readonly string[],
  values: readonly (string | null)[],
): { names: readonly string[]; nameOf: (name: string) => string } {
  const sizes = new Map<string, number>();
  series.forEach((name, index) => {
    sizes.set(name, (sizes.get(name) ?? 0) + Math.abs(Number(values[index] ?? 0)));
  });
  if (sizes.size <= MAX_SERIES + 1) return { names: [...sizes.keys()], nameOf: (name) => name };
  const largest = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, MAX_SERIES);
  const kept = new Set(largest.map(([name]) => name));
  return {
    names: [...[...sizes.keys()].filter((name) => kept.has(name)), OTHERS],
    nameOf: (name) => kept.has(name) ? name : OTHERS,
  };
}

/** Every month from the first to the last. */
function allMonths(months: readonly string[]): string[] {
  const sorted = [...months].sort();
  const index = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const [from, to] = [index(sorted[0]!), index(sorted.at(-1)!)];
  return Array.from({ length: to - from + 1 }, (_, offset) => {
    const at = from + offset;
    return `${String(Math.floor(at / 12)).padStart(4, "0")}-${
      String(at % 12 + 1).padStart(2, "0")
    }`;
  });
}
