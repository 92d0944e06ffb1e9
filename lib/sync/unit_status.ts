import type { Queryable } from "../connectors/postgres/mod.ts";
import type { AnyDomainName, SourceName } from "../domains/mod.ts";
import type { PlanKind } from "./types.ts";

/** How a unit stands: its rows, its last reading and its last checks. */
export interface UnitStatus {
  readonly companyId: string;
  readonly company: string;
  readonly domain: AnyDomainName;
  readonly source: SourceName;
  /** Whether its rows are the published ones. */
  readonly inForce: boolean;
  readonly rows: number;
  /** How it was read last. */
  readonly plan: PlanKind | null;
  /** When the last reading that was kept began, ISO. */
  readonly readAt: string;
  /** When everything was read and compared last, ISO; `null`: never. */
  readonly comparedAt: string | null;
  /** How the last try ended: `ok`, `red` or `failed`; `null`: there is no record of it any more. */
  readonly lastStatus: "ok" | "red" | "failed" | null;
  /** French, for `red` and `failed`. */
  readonly reason: string | null;
  /** Since when no configured source shows the company, ISO; `null`: one does. */
  readonly leftAt: string | null;
}

interface StatusRow {
  readonly company_id: string;
  readonly company: string;
  readonly domain: AnyDomainName;
  readonly source: SourceName;
  readonly in_force: boolean;
  readonly rows: string;
  readonly plan: PlanKind | null;
  readonly read_at: string;
  readonly compared_at: string | null;
  readonly last_status: UnitStatus["lastStatus"];
  readonly reason: string | null;
  readonly left_at: string | null;
}

/**
 * How every unit stands that was ever read or tried.
 *
 * @param db The warehouse.
 * @returns By company, domain and source.
 */
export async function unitStatuses(db: Queryable): Promise<UnitStatus[]> {
  const rows = await db.many<StatusRow>(
    "WITH latest AS (SELECT DISTINCT ON (company_id, domain, source) company_id, domain, source, status, reason " +
      "FROM penny.run_units ORDER BY company_id, domain, source, recorded_at DESC) " +
      "SELECT c.company_id, c.name AS company, domain, source, f.source IS NOT NULL AS in_force, " +
      "coalesce(u.rows, 0) AS rows, u.plan, u.read_at, u.compared_at, l.status AS last_status, l.reason, c.left_at " +
      "FROM penny.units u FULL JOIN latest l USING (company_id, domain, source) " +
      "LEFT JOIN penny.sources_in_force f USING (company_id, domain, source) " +
      "JOIN penny.companies c USING (company_id) ORDER BY c.name, c.company_id, domain, source",
  );
  return rows.map((row) => ({
    companyId: row.company_id,
    company: row.company,
    domain: row.domain,
    source: row.source,
    inForce: row.in_force,
    rows: Number(row.rows),
    plan: row.plan,
    readAt: row.read_at,
    comparedAt: row.compared_at,
    lastStatus: row.last_status,
    reason: row.reason,
    leftAt: row.left_at,
  }));
}
