import { formatCount } from "../base/mod.ts";
import { type Queryable, quoteIdentifier } from "../connectors/postgres/mod.ts";
import { mirrorTable } from "./mirror_table.ts";
import type { UnitReading } from "./unit_reading.ts";
import type { GateResult } from "./types.ts";

/** Empty values of each column that the source gives, in its order. */
export type NullCounts = readonly number[];

/**
 * Counts the empty values of the rows alive in the mirror, by column that the source gives.
 *
 * @param tx The unit's transaction.
 * @param reading The unit, and the columns that the source gave.
 * @returns One count a column.
 */
export async function countNulls(
  tx: Queryable,
  { domain, unit, columns }: Pick<UnitReading, "domain" | "unit" | "columns">,
): Promise<NullCounts> {
  const counts = columns.map((name) => `count(*) - count(${quoteIdentifier(name)})`).join(", ");
  const [row] = await tx.rows(
    `SELECT ${counts} FROM ${mirrorTable(domain, unit.source)} ` +
      "WHERE company_id = $1 AND _deleted_at IS NULL",
    [unit.company.companyId],
  );
  return row!.map(Number);
}

/**
 * *Contrôle bloquant* on the merge of a whole reading: no column loses its values in a large share of the rows, as when the
 * source gives nulls for what it cannot compute.
 *
 * @param reading What was merged; its domain says how large a share is too large.
 * @param before Counts and rows before the merge.
 * @param after Counts and rows after it.
 * @returns Red with the columns that lost their values.
 */
export function nullGate(
  { domain, columns }: Pick<UnitReading, "domain" | "columns">,
  before: { readonly nulls: NullCounts; readonly rows: number },
  after: { readonly nulls: NullCounts; readonly rows: number },
): GateResult {
  const { fromRows, maxDeletedShare } = domain.shrink;
  const share = (nulls: number, rows: number) => rows === 0 ? 0 : nulls / rows;
  const lost = columns.flatMap((name, i) => {
    const rise = share(after.nulls[i]!, after.rows) - share(before.nulls[i]!, before.rows);
    const judged = before.rows >= fromRows && after.rows >= fromRows;
    return judged && rise > maxDeletedShare
      ? [`${name} (${formatCount(after.nulls[i]! - before.nulls[i]!)} de plus)`]
      : [];
  });
  const label = "colonnes toujours remplies";
  return {
    gate: "nulls",
    status: lost.length === 0 ? "ok" : "red",
    detail: lost.length === 0 ? label : `${label} : valeurs devenues vides dans ${lost.join(", ")}`,
  };
}
