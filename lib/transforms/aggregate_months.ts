import pl from "nodejs-polars";
import { concatFrames, frameColumns, frameFromRows, groupSum, textColumns } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";

/** What `monthlySums` sums, and by which date. */
export interface MonthlyOptions {
  /** Name of the date column. */
  readonly date: string;
  /** Name of the decimal column to sum, or names of several. */
  readonly amount: string | readonly string[];
  /** Name of a text column that cuts each month, e.g. `sens`. @default one row per month */
  readonly by?: string;
}

/**
 * The exact sums of amounts per calendar month, for a curve: without holes, a month without a row is zero.
 *
 * In: `date` date or timestamp, `amount` decimal, `by` text. Out: one row per month from the first to the last, in order:
 * `mois` date (first day of the month), `by` where asked, then the sums under their own names and scales. With `by`, one
 * row per month and value, values sorted, null last. Rows without a date are left out. An empty frame gives no row.
 *
 * ```text
 * monthlySums(frame, { date: "date", amount: "credit" })
 * mois         credit
 * 2025-01-01   120.00
 * 2025-02-01     0.00
 * 2025-03-01    80.00
 * ```
 *
 * @param frame Any frame; leave à-nouveaux out before.
 * @param options Date and amounts.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or an amount is not a decimal.
 */
export function monthlySums(frame: Frame, options: MonthlyOptions): Frame {
  const amounts = typeof options.amount === "string" ? [options.amount] : options.amount;
  const by = options.by === undefined ? [] : [options.by];
  requireColumns(frame, [options.date, ...by, ...amounts], "mois");
  for (const name of amounts) zeroLike(frame, name);
  const lines = frame.filter(pl.col(options.date).isNotNull())
    .select(firstOfMonth(options.date).alias("mois"), ...by, ...amounts);
  const keys = ["mois", ...by];
  return groupSum(concatFrames([emptyMonths(lines, options.by), lines]), keys, amounts)
    .sort({ by: keys, descending: keys.map(() => false), nullsLast: true });
}

function firstOfMonth(date: string) {
  return pl.col(date).dt.strftime("%Y-%m-01").str.strptime(pl.Date, "%Y-%m-%d");
}

/**
 * One row per month between the first and the last, and per value of `by`, all amounts null: they add nothing but the
 * month itself.
 */
function emptyMonths(lines: Frame, by: string | undefined): Frame {
  const columns = frameColumns(lines);
  const bounds = lines.select(
    pl.col("mois").min().alias("first"),
    pl.col("mois").max().alias("last"),
  );
  const [[first], [last]] = textColumns(bounds) as [[string | null], [string | null]];
  if (first === null || last === null) return frameFromRows([], columns);
  const values = by === undefined ? [[]] : textColumns(lines.select(by).unique())[0]!
    .map((value) => [value]);
  const nulls = columns.slice(1 + values[0]!.length).map(() => null);
  const rows = monthsBetween(first, last)
    .flatMap((month) => values.map((value) => [month, ...value, ...nulls]));
  return frameFromRows(rows, columns);
}

function monthsBetween(first: string, last: string): string[] {
  const number = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  return Array.from({ length: number(last) - number(first) + 1 }, (_, step) => {
    const month = number(first) + step;
    const year = String(Math.floor(month / 12)).padStart(4, "0");
    return `${year}-${String(month % 12 + 1).padStart(2, "0")}-01`;
  });
}
