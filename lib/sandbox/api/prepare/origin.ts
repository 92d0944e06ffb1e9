import type { InternalName, ModelName } from "../../models.ts";

/** A table that others are derived from: of Data Sharing, of the sandbox's own model, or derived itself. */
export type OriginTable =
  | ModelName
  | `sandbox_model.${InternalName}`
  | "derived.chart"
  | "derived.used_accounts"
  | "derived.ledger_entry_lines"
  | "derived.transactions"
  | "derived.matches";

/** Where a derivation reads, so that the same SQL derives all rows and, when companies move, those that a change touched. */
export interface Origin {
  /** SQL of a table with all its rows. */
  all(table: OriginTable): string;
  /** SQL of a table with the rows to derive from. */
  some(table: OriginTable): string;
}

/** A table of schema `sandbox_api` that the books decide. */
export interface DerivedTable {
  readonly name: string;
  /** SELECT of its rows; other tables of the schema are named without it. */
  readonly sql: (origin: Origin) => string;
  /** Statements once it is full. */
  readonly after?: readonly string[];
}

/** The chart of all companies; `numbers` would name the only accounts to derive. */
export const WHOLE_CHART = "(SELECT x.*, NULL::text[] AS numbers FROM companies x)";

/**
 * All rows of books.
 *
 * @param schema Where the models of Data Sharing are.
 */
export function wholeOrigin(schema: string): Origin {
  const all = (table: OriginTable) => {
    if (table === "derived.chart") return WHOLE_CHART;
    if (table.startsWith("derived.")) return table.slice("derived.".length);
    return table.startsWith("sandbox_model.") ? table : `${schema}.${table}`;
  };
  return { all, some: all };
}
