import { NBSP, parseInstant, plural } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { domainTitle } from "./domain_title.ts";
import { frenchAge, shortInstant } from "./french_time.ts";
import type { Incident, ScopeReport } from "./types.ts";

/** When data count as stale. */
export interface StaleIncidentsOptions {
  /** Hours since the last reading that was kept. */
  readonly hours: number;
  /** By the clock that the readings go by. */
  readonly now: Date;
}

interface StaleRow {
  readonly company_id: string;
  readonly company: string;
  readonly domain: string;
  readonly read_at: string;
}

/**
 * Companies of which a table was not read for too long, whatever the reason: one incident for each company. A unit that was
 * given up, such as that of a company that is not selected any more, is not waited for: it was last tried long before the
 * others.
 *
 * @param db The warehouse.
 * @param options When data count as stale.
 * @returns The report of the scope `staleness`, complete.
 */
export async function staleIncidents(
  db: Queryable,
  { hours, now }: StaleIncidentsOptions,
): Promise<ScopeReport> {
  const rows = await db.many<StaleRow>(
    "WITH tried AS (SELECT source, domain, company_id, max(recorded_at) AS at FROM penny.run_units GROUP BY 1, 2, 3) " +
      "SELECT u.company_id, c.name AS company, u.domain, u.read_at FROM penny.units u " +
      "JOIN penny.sources_in_force f USING (company_id, domain, source) JOIN penny.companies c USING (company_id) " +
      "JOIN tried t USING (source, domain, company_id) " +
      "WHERE u.read_at < $1::timestamptz - make_interval(hours => $2) " +
      "AND t.at >= (SELECT max(at) FROM tried) - make_interval(hours => $2) " +
      "ORDER BY c.name, u.company_id, u.read_at, u.domain",
    [now.toISOString(), hours],
  );
  const companies = Map.groupBy(rows, ({ company_id }) => company_id);
  return {
    scope: "staleness",
    incidents: [...companies.values()].map((own) => incidentOf(own, { hours, now })),
  };
}

function incidentOf(rows: readonly StaleRow[], { hours, now }: StaleIncidentsOptions): Incident {
  const { company_id, company } = rows[0]!;
  return {
    key: `staleness:${company_id}`,
    kind: "staleness",
    title: `Données anciennes : ${company}`,
    cause: `${plural(rows.length, "table")} sans lecture réussie depuis plus de ${hours}${NBSP}h`,
    lines: rows.map(({ domain, read_at }) =>
      `${domainTitle(domain)} : lue le ${shortInstant(parseInstant(read_at))}, il y a ${
        frenchAge(parseInstant(read_at).toISOString(), now)
      }`
    ),
    where: null,
  };
}
