import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";

/** What `largestRows` ranks. */
export interface LargestOptions {
  /** Name of the decimal column that ranks the rows, without its sign. */
  readonly amount: string;
  /** Rows kept, of each group where there are groups. @default 10 */
  readonly n?: number;
  /** Name of the column that makes groups. @default one group */
  readonly within?: string;
}

/**
 * The rows with the largest amounts, whatever their sign, for a display.
 *
 * In: `amount` decimal, `within` any. Out: the same columns; groups in ascending order with null last, in each the n
 * largest rows first; rows without an amount or with zero are left out. An empty frame stays empty.
 *
 * ```text
 * largestRows(accounts, { amount: "solde", n: 1, within: "pcg_1" })
 * pcg_1   number   solde
 * 4       401      -9000.00
 * 5       512       1200.00
 * ```
 *
 * @param frame Any frame.
 * @param options What ranks the rows, how many are kept.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or the amount is not a decimal.
 * @throws {RangeError} `n` is not a whole number of 1 or more.
 */
export function largestRows(frame: Frame, options: LargestOptions): Frame {
  const { amount, n = 10, within } = options;
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(
      `Impossible de classer selon « ${amount} » : n vaut ${n} ; donnez un entier d'au moins 1`,
    );
  }
  const group = within === undefined ? [] : [within];
  requireColumns(frame, [amount, ...group], `les ${n} premiers`);
  const zero = zeroLike(frame, amount);
  const ranked = frame.filter(pl.col(amount).neq(zero))
    .withColumns(pl.col(amount).abs().alias("__size"), pl.lit(1).cast(pl.Int64).alias("__rank"))
    .sort({
      by: [...group, "__size"],
      descending: [...group.map(() => false), true],
      nullsLast: true,
    });
  const rank = pl.col("__rank").cumSum();
  return ranked
    .withColumns((within === undefined ? rank : rank.over(within)).alias("__rank"))
    .filter(pl.col("__rank").ltEq(pl.lit(n)))
    .select(...frame.columns);
}
