import pl from "nodejs-polars";
import { sumDecimal } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns, zeroLike } from "./_columns.ts";

/** Result of a set of ledger lines, as decimal texts. */
export interface ProfitAndLoss {
  /** Credit − debit of class 7. */
  readonly produits: string;
  /** Debit − credit of class 6. */
  readonly charges: string;
  /** `produits` − `charges`: positive for a profit. */
  readonly resultat: string;
}

/**
 * The result of ledger lines: Σ class 7 − Σ class 6, before any closing entry.
 *
 * In: `pcg_1` text, `contribution_resultat` decimal. An empty frame gives three zeros.
 *
 * @param frame Lines of one fiscal year, with the columns that `withLedgerColumns` adds.
 * @returns Exact texts with the scale of the amounts.
 * @throws {DataError} A column is missing, or the amount is not a decimal.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { frameFromRows } from "../frames/mod.ts";
 * import { profitAndLoss } from "./profit_and_loss.ts";
 * const lines = frameFromRows([["7", "100.00"], ["6", "-30.50"], ["5", "0.00"]], [
 *   { name: "pcg_1", type: "text" },
 *   { name: "contribution_resultat", type: "decimal", scale: 2 },
 * ]);
 * assert.deepEqual(profitAndLoss(lines), { produits: "100.00", charges: "30.50", resultat: "69.50" });
 * ```
 */
export function profitAndLoss(frame: Frame): ProfitAndLoss {
  requireColumns(frame, ["pcg_1", "contribution_resultat"], "le résultat");
  const zero = zeroLike(frame, "contribution_resultat");
  const amount = pl.col("contribution_resultat");
  const isClass = (digit: string) => pl.col("pcg_1").eq(pl.lit(digit));
  const parts = frame.select(
    pl.when(isClass("7")).then(amount).otherwise(zero).alias("produits"),
    pl.when(isClass("6")).then(zero.minus(amount)).otherwise(zero).alias("charges"),
    pl.when(isClass("6").or(isClass("7"))).then(amount).otherwise(zero).alias("resultat"),
  );
  return {
    produits: sumDecimal(parts, "produits"),
    charges: sumDecimal(parts, "charges"),
    resultat: sumDecimal(parts, "resultat"),
  };
}
