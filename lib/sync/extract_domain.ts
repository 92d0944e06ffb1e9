import { plural } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { type AnyDomainName, type Domain, DOMAINS } from "../domains/mod.ts";
import { type Batch, planBatches } from "./data_sharing/batches.ts";
import { selectCompanies, visibleCompanies } from "./companies.ts";
import { ensureMirror } from "./mirror_table.ts";
import { probeSource } from "./data_sharing/probe_source.ts";
import { type Extraction, readAndMerge } from "./data_sharing/read_and_merge.ts";
import { readNotes, recordNotes } from "./run_notes.ts";
import { matchColumns } from "./data_sharing/source_columns.ts";
import { dropAbandonedStaging } from "./staging.ts";
import { strayNotes } from "./data_sharing/stray_rows.ts";
import { NO_CHANGE } from "./sync_unit.ts";
import type { ExtractionReport, SyncContext, Unit, UnitResult } from "./types.ts";
import { lockUnit, tryLockUnits, unlockUnits } from "./unit_lock.ts";
import { recordUnits } from "./unit_record.ts";
import { readUnitStates, type UnitState } from "./unit_state.ts";

/** Options of {@linkcode extractDomain}. */
export interface ExtractOptions {
  /** Read again what this run has already read. @default false */
  readonly refresh?: boolean;
}

/**
 * Brings the mirror of a domain up to date for every company in scope (PENNY_SOCIETES among those that the source shows).
 * Units that this run has read are left alone; a company that fails never stops the others.
 *
 * @param context The synchronisation.
 * @param name The domain.
 * @param options What to read again.
 * @returns How each unit ended; `unavailable` when no configured source can give the domain.
 * @throws {ServiceError} The source or the warehouse cannot be reached.
 * @throws {UsageError} PENNY_SOCIETES names a company that the source does not show.
 * @throws {DataError} The table of the source is gone, or changed in a way that could corrupt the mirror.
 */
export async function extractDomain(
  context: SyncContext,
  name: AnyDomainName,
  options: ExtractOptions = {},
): Promise<ExtractionReport> {
  const domain = DOMAINS[name];
  const source = context.dataSharing;
  if (!source) return unavailable(domain, "Data Sharing n'est pas configuré");
  await ensureMirror(context.db, domain, "data_sharing");
  if (domain.balance) await ensureMirror(context.db, DOMAINS.fiscal_years, "data_sharing");
  const companies = selectCompanies(await visibleCompanies(context.db), context.companies);
  const units = companies.map((company): Unit => ({
    source: "data_sharing",
    domain: name,
    company,
  }));
  const refresh = options.refresh ?? false;
  const { fresh, due } = await splitFresh(context.db, units, { context, refresh });
  if (due.length === 0) {
    return report(
      context,
      domain,
      fresh,
      await readNotes(context.db, { runId: context.runId, domain: name }),
    );
  }
  const fields = await probeSource(source, name, context.db);
  if (fields === null) return unavailable(domain, "Data Sharing ne donne pas cette table");
  const columns = matchColumns(domain, fields);
  return await context.db.session(async (session) => {
    await dropAbandonedStaging(session);
    const extraction = { context, source, session, domain, columns, refresh };
    const { batches, notes: strays } = await plan(extraction, due);
    const notes = [...columns.notes, ...strays];
    await recordNotes(session, { runId: context.runId, domain: name }, notes);
    const results = await runBatches(extraction, batches);
    return report(context, domain, [...fresh, ...results], notes);
  });
}

function unavailable(domain: Domain, reason: string): ExtractionReport {
  return { domain: domain.name, source: null, unavailable: reason, units: [], notes: [] };
}

function report(
  context: SyncContext,
  domain: Domain,
  units: readonly UnitResult[],
  notes: readonly string[],
): ExtractionReport {
  for (const { unit, status, reason, rows } of units) {
    context.emit({
      type: "unit",
      domain: domain.name,
      source: unit.source,
      companyId: unit.company.companyId,
      company: unit.company.name,
      status,
      ...(reason === undefined ? {} : { reason }),
      rows,
    });
  }
  return { domain: domain.name, source: "data_sharing", unavailable: null, units, notes };
}

/** Units that this run has already read, and the others. */
async function splitFresh(
  db: Queryable,
  units: readonly Unit[],
  { context, refresh }: { readonly context: SyncContext; readonly refresh: boolean },
): Promise<{ fresh: UnitResult[]; due: Unit[] }> {
  if (refresh) return { fresh: [], due: [...units] };
  const states = await readUnitStates(db, units);
  const isFresh = (_: Unit, i: number) => states[i]!.runId === context.runId;
  return {
    fresh: units.flatMap((unit, i) => isFresh(unit, i) ? [freshResult(unit, states[i]!)] : []),
    due: units.filter((unit, i) => !isFresh(unit, i)),
  };
}

function freshResult(unit: Unit, state: UnitState): UnitResult {
  return { unit, status: "fresh", counts: NO_CHANGE, rows: state.rows, gates: [] };
}

/** One grouped statement tells how many rows each company has, and which rows belong to no company that we know. */
async function plan(
  { source, session, domain, columns, context }: Extraction,
  due: readonly Unit[],
): Promise<{ batches: Batch<Unit>[]; notes: string[] }> {
  const counts = await source.countByCompany(domain.name, columns.companyColumn);
  const rowsOf = new Map(counts.map(({ companyId, rows }) => [companyId, rows]));
  const known = new Set((await visibleCompanies(session)).map((c) => c.dataSharingId));
  const total = due.reduce((sum, unit) => sum + (rowsOf.get(unit.company.dataSharingId) ?? 0), 0);
  context.emit({ type: "progress", text: `${domain.title} : ${plural(total, "ligne")} à lire` });
  return {
    batches: planBatches(
      due.map((unit) => [unit, rowsOf.get(unit.company.dataSharingId) ?? 0]),
      { canSlice: domain.sliceBy !== undefined },
    ),
    notes: strayNotes(counts, known),
  };
}

/** Runs what can be locked at once; then waits, one by one, for the units that another process holds. */
async function runBatches(
  extraction: Extraction,
  batches: readonly Batch<Unit>[],
): Promise<UnitResult[]> {
  const { context, session, domain } = extraction;
  const results: UnitResult[] = [];
  const busy: Batch<Unit>[] = [];
  for (const batch of batches) {
    const locked = await tryLockUnits(session, batch.units);
    const held = batch.units.filter((unit) => !locked.includes(unit));
    busy.push(...held.map((unit) => ({ units: [unit], rows: batch.rows, sliced: batch.sliced })));
    results.push(...await runLocked(extraction, { ...batch, units: locked }));
  }
  for (const batch of busy) {
    const [unit] = batch.units as [Unit];
    context.emit({
      type: "progress",
      text: `${domain.title} : « ${unit.company.name} » est en cours de lecture ailleurs, attente`,
    });
    await lockUnit(session, unit);
    results.push(...await runLocked(extraction, batch));
  }
  return results;
}

/** Reads and merges units whose locks are held, and gives the locks back. */
async function runLocked(extraction: Extraction, batch: Batch<Unit>): Promise<UnitResult[]> {
  if (batch.units.length === 0) return [];
  const { context, session } = extraction;
  try {
    const { fresh, due } = await splitFresh(session, batch.units, extraction);
    const results = due.length === 0
      ? []
      : await readAndMerge(extraction, { ...batch, units: due });
    await session.transaction((tx) => recordUnits(context, tx, results));
    return [...fresh, ...results];
  } finally {
    // A lost connection has given them back already.
    await unlockUnits(session, batch.units).catch(() => undefined);
  }
}
