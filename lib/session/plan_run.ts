import type { Config } from "../config/mod.ts";
import { DOMAIN_NAMES } from "../domains/mod.ts";
import { planDomain, type PlannedReading } from "../sync/mod.ts";
import { openSources, prepareCompanies } from "./sources.ts";

/**
 * How each of the twelve tables would be read now, without reading a row of them.
 *
 * @param config Settings.
 * @returns Plans by table and company.
 * @throws {UsageError} Settings, or no source shows a company.
 * @throws {ServiceError} PostgreSQL or a source cannot be reached.
 */
export async function planRun(config: Config): Promise<readonly PlannedReading[]> {
  await using sources = await openSources(config, { runId: "plan", fingerprint: null });
  await prepareCompanies(sources);
  const planned: PlannedReading[] = [];
  for (const name of DOMAIN_NAMES) planned.push(...await planDomain(sources.context, name));
  return planned;
}
