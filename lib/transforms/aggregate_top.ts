import pl from "nodejs-polars";
import { concatFrames, groupSum } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/** What `topN` ranks. */
export interface TopOptions {
  /** Name of the text column whose values are ranked, e.g. `customer_name`. */
  readonly by: string;
  /** Name of the amount that ranks them, decimal or whole number. */
  readonly amount: string;
  /** How many values keep a row of their own. @default 10 */
  readonly n?: number;
  /** What the row of all others is called. @default "Autres" */
  readonly othersLabel?: string;
}

/**
 * The values with the largest exact sums, and all others in one row, for a bar chart: the total is that of the frame.
 *
 * In: `by` text, `amount` decimal or whole number. Out: at most n + 1 rows, `by` then the sum under its own name,
 * largest first, equal sums by name, the row of the others last; it is absent when nothing is left over. Null is a
 * value like any other. An empty frame gives no row.
 *
 * ```text
 * topN(frame, { by: "customer_name", amount: "amount_eur", n: 2 })
 * customer_name   amount_eur
 * Hôtel du Port       500.00
 * Mairie              300.00
 * Autres              120.00
 * ```
 *
 * @param frame Any frame.
 * @param options What to rank, by what, how many.
 * @returns A new frame.
 * @throws {DataError} A column is missing, or the amount is not an exact number.
 * @throws {RangeError} `n` is not a whole number of 1 or more.
 */
export function topN(frame: Frame, options: TopOptions): Frame {
  const { by, amount, n = 10, othersLabel = "Autres" } = options;
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(
      `Impossible de classer selon « ${by} » : n vaut ${n} ; donnez un entier d'au moins 1`,
    );
  }
  requireColumns(frame, [by, amount], `les ${n} premiers`);
  const ranked = groupSum(frame, [by], [amount])
    .sort({ by: [amount, by], descending: [true, false], nullsLast: true });
  const top = ranked.head(n);
  if (ranked.height <= n) return top;
  const rest = ranked.slice(n, ranked.height - n)
    .withColumns(pl.lit(othersLabel).alias(by))
    .select(by, amount);
  return concatFrames([top, groupSum(rest, [by], [amount])]);
}
