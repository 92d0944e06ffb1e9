import type { Queryable } from "../connectors/postgres/mod.ts";
import type { Unit } from "./types.ts";

/**
 * Puts those first that were read longest ago, or never: a run that ends early, or whose budget is small, does not always
 * leave the same companies behind.
 *
 * @param db The warehouse.
 * @param units Of one source and domain.
 * @returns The same units; those read at one time in their order.
 */
export async function longestAgoFirst(
  db: Queryable,
  units: readonly Unit[],
): Promise<Unit[]> {
  if (units.length < 2) return [...units];
  const { source, domain } = units[0]!;
  const rows = await db.many<{ company_id: string; rank: string }>(
    "SELECT company_id, rank() OVER (ORDER BY read_at) AS rank FROM penny.units " +
      "WHERE source = $1 AND domain = $2 AND company_id = ANY($3::bigint[])",
    [source, domain, units.map(({ company }) => company.companyId)],
  );
  const ranks = new Map(rows.map(({ company_id, rank }) => [company_id, Number(rank)]));
  const rankOf = ({ company }: Unit) => ranks.get(company.companyId) ?? 0;
  return units.toSorted((a, b) => rankOf(a) - rankOf(b));
}
