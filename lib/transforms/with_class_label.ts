import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/** Classes of the plan comptable général (ANC 2014-03, article 911-5 and following). */
const CLASSES: Readonly<Record<string, string>> = {
  1: "1 Capitaux",
  2: "2 Immobilisé",
  3: "3 Stocks",
  4: "4 Tiers",
  5: "5 Financiers",
  6: "6 Charges",
  7: "7 Produits",
  8: "8 Spéciaux",
};

/**
 * Adds the name of the class of the plan comptable général, for a display.
 *
 * In: `pcg_1` text. Out: the same rows and order, plus `classe` text, « Hors plan comptable » for anything else than 1 to
 * 8, null included. An empty frame gets the column.
 *
 * ```text
 * pcg_1   classe
 * 6       6 Charges
 * null    Hors plan comptable
 * ```
 *
 * @param frame Ledger lines or accounts.
 * @returns A new frame.
 * @throws {DataError} `pcg_1` is missing.
 */
export function withClassLabel(frame: Frame): Frame {
  requireColumns(frame, ["pcg_1"], "classe");
  const label = Object.entries(CLASSES).reduce(
    (rest, [digit, name]) =>
      pl.when(pl.col("pcg_1").eq(pl.lit(digit))).then(pl.lit(name)).otherwise(rest),
    pl.lit("Hors plan comptable"),
  );
  return frame.withColumns(label.alias("classe"));
}
