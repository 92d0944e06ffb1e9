import pl from "nodejs-polars";
import { dayNumber } from "../base/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";
import { dayNumberOf } from "./_days.ts";
import { sortedYears } from "./fiscal_year_at.ts";
import { withClassLabel } from "./with_class_label.ts";
import { type DayRange, withinPeriod } from "./within_period.ts";

/** What `ledgerPosition` stands on. */
export interface PositionOptions {
  /** Cut-off day, `YYYY-MM-DD`. */
  readonly at: string;
  /** Rows of `fiscal_years` of the company: `start_date` and `end_date`. */
  readonly years: Frame;
}

/** Lines whose balances are the position of the books at a day. */
export interface LedgerPosition {
  /** Those lines, with `classe`. */
  readonly lines: Frame;
  /** Day of the first lines counted, `YYYY-MM-DD`; `0001-01-01`: from the beginning. */
  readonly from: string;
  /** Whether the à-nouveaux of the fiscal year are not entered yet, so that earlier years stand in for them. */
  readonly provisional: boolean;
}

/** The class of charges and produits of years that no à-nouveau has carried over yet. */
const EARLIER_RESULT = "Résultat antérieur non repris";

/**
 * The lines to add up for the balances at a day, no amount counted twice: the à-nouveaux of its fiscal year and the
 * movements since its first day. While a year has no à-nouveau, the year before stands in for them, back to a year that
 * has some or to the first one; charges and produits of those years are then called « Résultat antérieur non repris ».
 *
 * In: `date`, `est_a_nouveau` boolean, `pcg_1` text. Out: some of the rows in the same order, plus `classe` as
 * `withClassLabel` writes it; rows without a date and rows before the first fiscal year are left out. Without fiscal
 * years: all rows up to the day but à-nouveaux. An empty frame gives an empty one.
 *
 * @param frame Ledger lines with the columns that `withLedgerColumns` adds.
 * @param options Day and fiscal years.
 * @returns Lines, where they begin, whether they stand in for missing à-nouveaux.
 * @throws {DataError} A column is missing.
 */
export function ledgerPosition(frame: Frame, { at, years }: PositionOptions): LedgerPosition {
  requireColumns(frame, ["date", "est_a_nouveau", "pcg_1"], "la situation");
  const past = sortedYears(years).filter(({ from }) => from <= at);
  const current = past.at(-1);
  const labelled = withClassLabel(frame);
  if (current === undefined) {
    const movements = labelled.filter(pl.col("est_a_nouveau").not());
    const lines = withinPeriod(movements, "date", { from: "0001-01-01", to: at });
    return { lines, from: "0001-01-01", provisional: false };
  }
  const { from } = past.findLast((year) => hasOpening(frame, year)) ?? past[0]!;
  const lines = withinPeriod(labelled, "date", { from, to: at });
  return {
    lines: lines.withColumns(earlierResult(current).alias("classe")),
    from,
    provisional: from < current.from,
  };
}

function hasOpening(frame: Frame, year: DayRange): boolean {
  return withinPeriod(frame.filter(pl.col("est_a_nouveau")), "date", year).height > 0;
}

function earlierResult({ from }: DayRange) {
  const carried = pl.col("pcg_1").isIn(["6", "7"]).and(dayNumberOf("date").lt(dayNumber(from)));
  return pl.when(carried).then(pl.lit(EARLIER_RESULT)).otherwise(pl.col("classe"));
}
