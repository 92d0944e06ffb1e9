import pl from "nodejs-polars";
import { groupSum } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";

/** What `gatherSmall` keeps. */
export interface GatherOptions {
  /** Name of the text column whose values are kept or gathered. */
  readonly by: string;
  /** Name of the decimal column that ranks them: by the sum of its sizes, signs aside. */
  readonly amount: string;
  /** How many values keep their name. @default 10 */
  readonly n?: number;
  /** What all others are called. @default "Autres" */
  readonly othersLabel?: string;
}

/**
 * Gives the small values of a column one common name, so that a chart stays readable and its total whole.
 *
 * In: `by` text, `amount` decimal. Out: the same columns and rows, the n largest values first in descending order, then
 * the others under `othersLabel`; null is a value like any other. An empty frame stays empty.
 *
 * ```text
 * gatherSmall(rows, { by: "etiquette", amount: "part", n: 1 })
 * etiquette   part
 * Halle       500.00
 * Autres       20.00
 * Autres      -10.00
 * ```
 *
 * @param frame Any frame.
 * @param options What is ranked, by what, how many stay.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or the amount is not a decimal.
 * @throws {RangeError} `n` is not a whole number of 1 or more.
 */
export function gatherSmall(frame: Frame, options: GatherOptions): Frame {
  const { by, amount, n = 10, othersLabel = "Autres" } = options;
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(`Cannot gather "${by}": n is ${n}; give a whole number of 1 or more`);
  }
  requireColumns(frame, [by, amount], `les ${n} premiers`);
  zeroLike(frame, amount);
  const sizes = frame.select(pl.col(by), pl.col(amount).abs().alias("__size"));
  const ranked = groupSum(sizes, [by], ["__size"])
    .sort({ by: ["__size", by], descending: [true, false], nullsLast: true });
  const names = ranked.head(n).getColumn(by).toArray() as (string | null)[];
  const rank = names.reduce(
    (rest, name, at) => pl.when(isValue(by, name)).then(pl.lit(at)).otherwise(rest),
    pl.lit(n),
  );
  return frame.withColumns(rank.alias("__rank"))
    .withColumns(
      pl.when(pl.col("__rank").lt(pl.lit(n))).then(pl.col(by)).otherwise(pl.lit(othersLabel))
        .alias(by),
    )
    .sort({ by: ["__rank"], maintainOrder: true })
    .select(...frame.columns);
}

function isValue(name: string, value: string | null) {
  return value === null ? pl.col(name).isNull() : pl.col(name).eq(pl.lit(value));
}
