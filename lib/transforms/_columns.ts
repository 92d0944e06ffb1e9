import pl from "nodejs-polars";
import type { Expr } from "nodejs-polars";
import { DataError } from "../base/mod.ts";
import { columnTypeOf } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";

/** Names of the columns that a ledger transform reads; by default those of both ledgers. */
export interface LedgerNames {
  /** Account number, text. @default "plan_item_number" */
  readonly account?: string;
  /** Debit amount, decimal. @default "debit" */
  readonly debit?: string;
  /** Credit amount, decimal. @default "credit" */
  readonly credit?: string;
}

/** The names of a ledger, with the defaults filled in. */
export function ledgerNames(names: LedgerNames): Required<LedgerNames> {
  return { account: "plan_item_number", debit: "debit", credit: "credit", ...names };
}

/** Says in French which columns a transform misses, before Polars says it in its own words. */
export function requireColumns(frame: Frame, names: readonly string[], wanted: string): void {
  const missing = names.filter((name) => !frame.columns.includes(name));
  if (missing.length === 0) return;
  throw new DataError(
    `Impossible de calculer « ${wanted} » : il manque ${
      missing.map((name) => `« ${name} »`).join(", ")
    } ; gardez ces colonnes jusqu'à cette étape`,
  );
}

/** Zero with the scale of a decimal column: a plain `pl.lit(0)` would turn the amounts into floats. */
export function zeroLike(frame: Frame, name: string): Expr {
  const { type, scale } = columnTypeOf(frame.dtypes[frame.columns.indexOf(name)]!, name);
  if (type !== "decimal") {
    throw new DataError(
      `Impossible de calculer avec « ${name} » : la colonne n'est pas un montant exact ; ` +
        "ajoutez .cast(pl.Decimal(38, 2))",
    );
  }
  return pl.lit("0").cast(pl.Decimal(38, scale));
}

/** Whether a text column matches a pattern of the `regex` crate; null where the text is null. */
export function matches(name: string, pattern: string): Expr {
  return pl.col(name).str.contains(pattern, false, true);
}
