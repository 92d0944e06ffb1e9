import pl from "nodejs-polars";
import { UsageError } from "../base/mod.ts";
import { columnTypeOf, concatFrames } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";
import { countBy } from "./aggregate_by.ts";

/** Name of what no tag of the axis receives. */
const UNTAGGED = "Sans étiquette";

/** What `splitByTag` splits. */
export interface TagOptions {
  /** Axis (`tag_group`); null: none, everything is without a tag. */
  readonly axis: string | null;
  /** Name of the decimal column to split. */
  readonly amount: string;
}

/**
 * The analytical axis that a notebook's parameter means.
 *
 * @param frame Rows of `analytical_ledger`: `tag_group` text.
 * @param wanted Name of an axis, or « auto »: the one with most rows, the first in alphabetical order among equals.
 * @returns The axis; null for « auto » where there is none.
 * @throws {DataError} `tag_group` is missing.
 * @throws {UsageError} The axis does not exist.
 */
export function tagAxis(frame: Frame, wanted: string): string | null {
  const counts = countBy(frame, ["tag_group"]).filter(pl.col("tag_group").neq(pl.lit("")))
    .sort({ by: ["nombre", "tag_group"], descending: [true, false] });
  const axes = counts.getColumn("tag_group").toArray() as string[];
  if (wanted.trim().toLowerCase() === "auto") return axes[0] ?? null;
  if (axes.includes(wanted)) return wanted;
  throw new UsageError(
    `Impossible de répartir selon « ${wanted} » : cet axe analytique n'existe pas ; ` +
      (axes.length > 0 ? `choisissez parmi ${axes.join(", ")}` : "laissez « auto »"),
  );
}

/**
 * Splits each ledger line over the tags of one axis: amount × weight, exact; what no tag receives is « Sans étiquette »,
 * so that the parts add up to the amounts of the ledger, each line counted once.
 *
 * In: `id`, `ordinal`, `tag_group`, `tag_label` text, `tag_weight` decimal of scale 6, `amount` decimal of scale 2. Out:
 * the columns of the frame, plus `etiquette` text and `part` decimal of scale 8 (two and six digits multiplied are never
 * rounded). A tag without a weight receives the whole line. The rows of a line are those of its tags in the axis, one of
 * the whole line and one taken away per tag: sum them, do not count them. An empty frame gets the columns.
 *
 * ```text
 * id  ordinal  tag_label  tag_weight  amount      etiquette        part
 * 1   1        Conseil    0.200000    100.00      Conseil           20.00000000
 * 1   2        Média      0.300000    100.00      Média             30.00000000
 *                                                 Sans étiquette   100.00000000, -20.00000000, -30.00000000
 * ```
 *
 * @param frame All rows of some lines of `analytical_ledger` of one company.
 * @param options Axis and amount.
 * @returns A new frame; Σ `part` = Σ `amount` over the rows of rank 1.
 * @throws {DataError} A column is missing, or the amount is not a decimal.
 */
export function splitByTag(frame: Frame, { axis, amount }: TagOptions): Frame {
  const needed = ["ordinal", "tag_group", "tag_label", "tag_weight", amount];
  requireColumns(frame, needed, "part");
  zeroLike(frame, amount);
  zeroLike(frame, "tag_weight");
  const scale = ["tag_weight", amount].reduce((sum, name) => sum + scaleOf(frame, name), 0);
  // The engine keeps the larger scale of two factors and rounds: widened first, the product fits.
  const wide = (name: string) => pl.col(name).cast(pl.Decimal(38, scale));
  const one = pl.lit("1").cast(pl.Decimal(38, scale));
  const zero = pl.lit("0").cast(pl.Decimal(38, scale));
  const tagged =
    (axis === null ? frame.head(0) : frame.filter(pl.col("tag_group").eq(pl.lit(axis))))
      .withColumns(
        pl.col("tag_label").fillNull(pl.lit("(sans libellé)")).alias("etiquette"),
        wide(amount).mul(wide("tag_weight").fillNull(one)).alias("part"),
      );
  const whole = frame.filter(pl.col("ordinal").eq(pl.lit(1)))
    .withColumns(pl.lit(UNTAGGED).alias("etiquette"), wide(amount).alias("part"));
  const taken = tagged
    .withColumns(pl.lit(UNTAGGED).alias("etiquette"), zero.minus(pl.col("part")).alias("part"));
  return concatFrames([tagged, whole, taken]);
}

function scaleOf(frame: Frame, name: string): number {
  return columnTypeOf(frame.dtypes[frame.columns.indexOf(name)]!, name).scale ?? 0;
}
