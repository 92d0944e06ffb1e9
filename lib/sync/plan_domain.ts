import { type AnyDomainName, DOMAINS } from "../domains/mod.ts";
import { ensureApiRows } from "./api/api_rows.ts";
import { planApiUnit } from "./api/plan_api_unit.ts";
import { selectCompanies, visibleCompanies } from "./companies.ts";
import { planFromDataSharing } from "./data_sharing/extract.ts";
import { assignSources } from "./extract_domain.ts";
import type { SyncContext, Unit, UnitPlan } from "./types.ts";

/** A unit and how it would be read. */
export interface PlannedReading {
  readonly unit: Unit;
  readonly plan: UnitPlan;
}

/**
 * How a domain would be read now, company by company, without reading a row: Data Sharing is asked for its counts, the API
 * for nothing.
 *
 * @param context The synchronisation; companies have been registered.
 * @param name The domain.
 * @returns A plan for each company that a source gives it of.
 * @throws {ServiceError} Data Sharing or the warehouse cannot be reached.
 */
export async function planDomain(
  context: SyncContext,
  name: AnyDomainName,
): Promise<PlannedReading[]> {
  const domain = DOMAINS[name];
  const companies = selectCompanies(await visibleCompanies(context), context.companies);
  const { bySource } = assignSources(context, domain, companies);
  const shared = bySource.get("data_sharing") ?? [];
  const fromDataSharing = shared.length === 0
    ? []
    : await planFromDataSharing(context, domain, shared) ?? [];
  const planned: PlannedReading[] = fromDataSharing.map(({ unit, plan }) => ({ unit, plan }));
  for (const source of ["api", "firm"] as const) {
    const units = bySource.get(source) ?? [];
    if (units.length > 0) await ensureApiRows(context.db, source);
    for (const unit of units) {
      planned.push({ unit, plan: (await planApiUnit(context, context.db, unit)).plan });
    }
  }
  return planned;
}
