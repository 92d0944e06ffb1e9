import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";
import { dayNumber } from "../base/mod.ts";
import { concatFrames, frameColumns, frameFromRows, groupSum } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";
import { dayNumberOf } from "./_days.ts";
import { withDaysSince } from "./with_days_since.ts";

/** Buckets of the code de commerce (article D441-6), by their last day of delay; beyond the last one: OLDEST. */
const BUCKETS = [
  ["Non échu", 0],
  ["1 à 30 jours", 30],
  ["31 à 60 jours", 60],
  ["61 à 90 jours", 90],
] as const;

const OLDEST = "91 jours et plus";

const NO_DEADLINE = "Sans échéance";

/** An amount that is still open, and how its negative rows are called. */
export interface Ageing {
  /** Cut-off day, `YYYY-MM-DD`. */
  readonly at: string;
  /** Column of the open amount. */
  readonly amount: string;
  /** Name of the sum in the result. */
  readonly as: string;
  /** Row of negative amounts: they are not set off against the others. */
  readonly negatives: string;
}

/** Rows issued by the cut-off day, or of unknown date. */
function issuedBy(frame: Frame, at: string): Frame {
  const day = dayNumberOf("issue_date");
  return frame.filter(pl.col("issue_date").isNull().or(day.ltEq(dayNumber(at))));
}

/** Rows with a positive open amount, plus `jours_retard` and `tranche`. */
export function withAge(frame: Frame, { at, amount, as }: Ageing): Frame {
  requireColumns(frame, ["issue_date", "deadline", amount], as);
  const open = issuedBy(frame, at).filter(pl.col(amount).gt(zeroLike(frame, amount)));
  return withDaysSince(open, { date: "deadline", at, as: "jours_retard" })
    .withColumns(bucket().alias("tranche"));
}

function bucket(): Expr {
  const delay = pl.col("jours_retard");
  return BUCKETS.toReversed().reduce<Expr>(
    (older, [label, last]) => pl.when(delay.ltEq(last)).then(pl.lit(label)).otherwise(older),
    pl.when(delay.isNull()).then(pl.lit(NO_DEADLINE)).otherwise(pl.lit(OLDEST)),
  );
}

/** One row per bucket, then one for rows without due date and one for negative rows, where there are any. */
export function agedRows(frame: Frame, ageing: Ageing): Frame {
  const { amount, as, negatives, at } = ageing;
  const open = lines(withAge(frame, ageing), pl.col("tranche"), ageing);
  const below = issuedBy(frame, at).filter(pl.col(amount).lt(zeroLike(frame, amount)));
  const order = frameFromRows(
    [...BUCKETS.map(([label]) => label), OLDEST].map((label) => [label, "0", "0"]),
    frameColumns(open),
  );
  const all = concatFrames([order, open, lines(below, pl.lit(negatives), ageing)]);
  return groupSum(all, ["tranche"], [as, "nombre"])
    .withColumns(pl.col("nombre").cast(pl.Int64))
    .withColumns(counted());
}

function lines(frame: Frame, bucketOf: Expr, { amount, as }: Ageing): Frame {
  const one = pl.lit(1).cast(pl.Int64);
  return frame.withColumns(one.alias("nombre"))
    .select(bucketOf.alias("tranche"), pl.col(amount).alias(as), pl.col("nombre"));
}

/** « 12 factures », for the end of a bar. */
function counted(): Expr {
  const written = (text: string) => pl.format(text, pl.col("nombre"));
  return pl.when(pl.col("nombre").lt(2)).then(written("{}\u00a0facture"))
    .otherwise(written("{}\u00a0factures")).alias("factures");
}
