import { type AnyDomainName, type Domain, DOMAINS, type SourceName } from "../domains/mod.ts";
import { analyzeGrown } from "./analyze_grown.ts";
import { apiRowsTable } from "./api/api_rows.ts";
import { extractFromApi } from "./api/extract.ts";
import { readTogether } from "./api/plan_api_unit.ts";
import { selectCompanies, visibleCompanies } from "./companies.ts";
import { extractFromDataSharing } from "./data_sharing/extract.ts";
import { domainInUse } from "./found_columns.ts";
import { splitFresh } from "./fresh_units.ts";
import { ensureMirror, mirrorTable } from "./mirror_table.ts";
import { repairNotes } from "./repair_notes.ts";
import { readNotes, recordNotes } from "./run_notes.ts";
import { sourceOf } from "./source_choice.ts";
import type {
  Company,
  ExtractionReport,
  MissingCompany,
  SourceReading,
  SyncContext,
  Unit,
  UnitResult,
} from "./types.ts";

/** Options of {@linkcode extractDomain}. */
export interface ExtractOptions {
  /** Read again what this run has already read. @default false */
  readonly refresh?: boolean;
}

/**
 * Brings the mirror of a domain up to date for every company in scope (PENNY_SOCIETES among those that a source shows),
 * each from the one source that gives it. Units that this run has read are left alone; a company that fails never stops the
 * others.
 *
 * @param context The synchronisation.
 * @param name The domain.
 * @param options What to read again.
 * @returns How each unit ended; `unavailable` when no configured source can give the domain.
 * @throws {ServiceError} A source or the warehouse cannot be reached.
 * @throws {UsageError} PENNY_SOCIETES names a company that no source shows.
 * @throws {DataError} The table of the source is gone, or changed in a way that could corrupt the mirror.
 */
export async function extractDomain(
  context: SyncContext,
  name: AnyDomainName,
  options: ExtractOptions = {},
): Promise<ExtractionReport> {
  const domain = DOMAINS[name];
  const companies = selectCompanies(await visibleCompanies(context), context.companies);
  const { bySource, missing } = assignSources(context, domain, companies);
  const refresh = options.refresh ?? false;
  const readings: SourceReading[] = [];
  const without: MissingCompany[] = [...missing];
  for (const [source, units] of bySource) {
    const reading = await readFrom(context, { domain, source, units, refresh });
    if (reading !== null) readings.push(reading);
    else without.push(...units.map(({ company }) => ({ company, reason: NOT_SHARED })));
  }
  const units = readings.flatMap((reading) => reading.units);
  emitUnits(context, units);
  const unavailable = readings.length > 0 ? null : without[0]?.reason ?? NO_COMPANY;
  const notes = readings.flatMap((reading) => reading.notes);
  return { domain: name, unavailable, missing: without, units, notes };
}

const NOT_SHARED = "Data Sharing ne donne pas cette table";
const NO_COMPANY = "aucune société n'est visible dans les sources réglées";

/**
 * Shares the companies out among the sources.
 *
 * @param context The synchronisation: which source the user wants.
 * @param domain What is read.
 * @param companies Those in scope.
 * @returns Units by source, and the companies that none gives it of.
 */
export function assignSources(
  context: SyncContext,
  domain: Domain,
  companies: readonly Company[],
): { bySource: Map<SourceName, Unit[]>; missing: MissingCompany[] } {
  const bySource = new Map<SourceName, Unit[]>();
  const missing: MissingCompany[] = [];
  for (const company of companies) {
    const { source, reason } = sourceOf(domain, company, context.sourceChoice);
    if (source === null) missing.push({ company, reason });
    else {
      const units = bySource.get(source) ?? [];
      bySource.set(source, [...units, { source, domain: domain.name, company }]);
    }
  }
  return { bySource, missing };
}

/** Reads what is due of one source; null when that source does not give the table after all. */
async function readFrom(
  context: SyncContext,
  { domain, source, units, refresh }: {
    readonly domain: Domain;
    readonly source: SourceName;
    readonly units: readonly Unit[];
    readonly refresh: boolean;
  },
): Promise<SourceReading | null> {
  const { fresh, due } = await splitFresh(context.db, units, { context, refresh });
  if (due.length === 0) {
    const reading = { runId: context.runId, source, domain: domain.name };
    return { units: fresh, notes: await readNotes(context.db, reading) };
  }
  // Checks and periods stand on the view of the fiscal years, which must be there even when none was read.
  if (domain.name !== "fiscal_years") {
    await ensureMirror(context.db, await domainInUse(context.db, "fiscal_years"), source);
  }
  const extract = source === "data_sharing" ? extractFromDataSharing : extractFromApi;
  const reading = await extract(context, domain, { units: due, refresh });
  if (reading === null) return null;
  await renewStatistics(context, reading, { domain, source });
  const repairs = repairNotes(reading.units);
  const notes = [...reading.notes, ...repairs];
  if (repairs.length > 0) {
    await recordNotes(context.db, { runId: context.runId, source, domain: domain.name }, notes);
  }
  return { units: [...fresh, ...reading.units], notes };
}

/** Statistics of the tables that a reading wrote to. */
async function renewStatistics(
  { db }: SyncContext,
  { units }: SourceReading,
  { domain, source }: { readonly domain: Domain; readonly source: SourceName },
): Promise<void> {
  const written = units.reduce(
    (sum, { counts: { inserted, updated, deleted } }) => sum + inserted + updated + deleted,
    0,
  );
  const mirrors = source === "data_sharing" ? [domain.name] : readTogether(domain.name);
  for (const name of mirrors) await analyzeGrown(db, mirrorTable({ name }, source), written);
  if (source !== "data_sharing") await analyzeGrown(db, apiRowsTable(source), written);
}

function emitUnits(context: SyncContext, units: readonly UnitResult[]): void {
  for (const { unit, status, reason, retriable = false, rows } of units) {
    context.emit({
      type: "unit",
      domain: unit.domain,
      source: unit.source,
      companyId: unit.company.companyId,
      company: unit.company.name,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(retriable ? { retriable } : {}),
      rows,
    });
  }
}
