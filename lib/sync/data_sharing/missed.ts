import { plural } from "../../base/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import { mirrorTable } from "../mirror_table.ts";
import type { UnitResult } from "../types.ts";
import type { UnitReading } from "../unit_reading.ts";

/** Rows that a comparison wrote although no change had announced them. */
export type Missed = NonNullable<UnitResult["missed"]>;

/**
 * Counts the rows that a merge wrote although the source had not announced a change of them.
 *
 * @param tx The unit's transaction, after the merge.
 * @param reading What was merged.
 * @param announced Quoted table whose columns `company_id` and `id` hold what the source announced.
 * @returns Exact counts; a row that comes back after its deletion counts as updated.
 */
export async function countMissed(
  tx: Queryable,
  { domain, unit, state }: Pick<UnitReading, "domain" | "unit" | "state">,
  announced: string,
): Promise<Missed> {
  const counts = await tx.one<Record<keyof Missed, string>>(
    "SELECT count(*) FILTER (WHERE _deleted_at IS NOT NULL) AS deleted, " +
      // The same sign that tells the merge itself an insert from an update.
      "count(*) FILTER (WHERE _deleted_at IS NULL AND xmax = 0) AS inserted, " +
      "count(*) FILTER (WHERE _deleted_at IS NULL AND xmax <> 0) AS updated " +
      `FROM ${mirrorTable(domain, unit.source)} m WHERE company_id = $1 AND _revision = $2 ` +
      `AND NOT EXISTS (SELECT FROM ${announced} a WHERE a.company_id = $1 AND a.id = m.id)`,
    [unit.company.companyId, String(BigInt(state.revision) + 1n)],
  );
  return {
    inserted: Number(counts.inserted),
    updated: Number(counts.updated),
    deleted: Number(counts.deleted),
  };
}

/**
 * « Alpha : 3 lignes que les changements n'avaient pas annoncées : 1 ajoutée, 2 supprimées ».
 *
 * @param company Its name.
 * @param missed What a comparison found.
 * @returns The French remark; `null` when it found nothing.
 *
 * @example
 * ```ts
 * import { missedNote } from "./missed.ts";
 * import assert from "node:assert/strict";
 * assert.equal(
 *   missedNote("Alpha", { inserted: 0, updated: 1, deleted: 0 })!.replaceAll("\u00a0", " "),
 *   "Alpha : 1 ligne que les changements n'avaient pas annoncée : 1 modifiée",
 * );
 * ```
 */
export function missedNote(company: string, { inserted, updated, deleted }: Missed): string | null {
  const total = inserted + updated + deleted;
  if (total === 0) return null;
  const kinds = ([[inserted, "ajoutée"], [updated, "modifiée"], [deleted, "supprimée"]] as const)
    .flatMap(([count, kind]) => count === 0 ? [] : [plural(count, kind)]);
  return `${company} : ${plural(total, "ligne")} que les changements n'avaient pas ${
    total < 2 ? "annoncée" : "annoncées"
  } : ${kinds.join(", ")}`;
}
