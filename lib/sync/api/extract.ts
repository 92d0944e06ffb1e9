import { runPool } from "../../base/mod.ts";
import { type AnyDomainName, type Domain, DOMAINS } from "../../domains/mod.ts";
import { domainInUse } from "../found_columns.ts";
import { splitFresh } from "../fresh_units.ts";
import { ensureMirror } from "../mirror_table.ts";
import { recordNotes } from "../run_notes.ts";
import { dropAbandonedStaging } from "../staging.ts";
import { withStagingShelf } from "../staging_shelf.ts";
import type { SourceReading, SyncContext, Unit, UnitResult } from "../types.ts";
import { withUnitLocks } from "../with_unit_locks.ts";
import { longestAgoFirst } from "../longest_ago_first.ts";
import { type ApiSource, apiSource } from "./api_access.ts";
import { ensureApiRows } from "./api_rows.ts";
import { apiMapping } from "./mapping.ts";
import { missedNotes } from "./missed_notes.ts";
import { readTogether } from "./plan_api_unit.ts";
import { readApiUnit, type UnitScope } from "./read_unit.ts";

/**
 * Companies that are read at once: each has a token with a budget of its own, or shares that of its firm, and holds a
 * connection.
 */
const COMPANIES_AT_ONCE = 4;

/** What is read, and whether again. */
export interface ApiExtractOptions {
  /** Those that this run has not read, at least one, all of one source. */
  readonly units: readonly Unit[];
  /** Read again what this run has read. */
  readonly refresh: boolean;
}

/**
 * Reads a domain of the company API or the Firm API into the mirror, after the domains from which its rows take names and labels.
 *
 * @param context The synchronisation.
 * @param domain What to read; the API gives it.
 * @param options Which companies; each has a token, or its firm has.
 * @returns How the units ended.
 * @throws {ServiceError} The API or the warehouse cannot be reached.
 */
export async function extractFromApi(
  context: SyncContext,
  domain: Domain,
  { units, refresh }: ApiExtractOptions,
): Promise<SourceReading> {
  const notes: string[] = [];
  const source = apiSource(units[0]!);
  for (const name of foundations(domain.name, source)) {
    notes.push(...await readFoundation(context, name, { units, refresh }));
  }
  for (const name of readTogether(domain.name)) {
    await ensureMirror(context.db, await domainInUse(context.db, name), source);
  }
  await ensureApiRows(context.db, source);
  await context.db.session(dropAbandonedStaging);
  // Before and after: who finds a unit read already in this run reads the remarks, even while other units are under way.
  const reading = { source, domain: domain.name };
  await noteReading(context, reading, notes);
  const remarks = new Set<string>();
  const results = await readUnits(context, {
    units: await longestAgoFirst(context.db, units),
    refresh,
    note: (remark) => void remarks.add(remark),
  });
  notes.push(...remarks, ...missedNotes(results.filter(({ unit }) => unit.domain === domain.name)));
  await noteReading(context, reading, notes);
  return { units: results.filter(({ unit }) => unit.domain === domain.name), notes };
}

async function noteReading(
  { db, runId }: SyncContext,
  { source, domain }: { readonly source: ApiSource; readonly domain: AnyDomainName },
  notes: readonly string[],
): Promise<void> {
  for (const name of readTogether(domain)) {
    await recordNotes(db, { runId, source, domain: name }, notes);
  }
}

/** Domains whose mirror the rows of a domain are joined with. */
function foundations(domain: AnyDomainName, source: ApiSource): Set<AnyDomainName> {
  return new Set(readTogether(domain).flatMap((name) => apiMapping(name, source)!.domains));
}

/** Brings a foundation up to date; where that fails, now or earlier in this run, what is there already must do. */
async function readFoundation(
  context: SyncContext,
  name: AnyDomainName,
  { units, refresh }: ApiExtractOptions,
): Promise<string[]> {
  await ensureMirror(context.db, await domainInUse(context.db, name), apiSource(units[0]!));
  const own = units.map((unit): Unit => ({ ...unit, domain: name }));
  const { fresh, due } = await splitFresh(context.db, own, { context, refresh });
  const results = due.length === 0
    ? []
    : (await extractFromApi(context, DOMAINS[name], { units: due, refresh })).units;
  return [...fresh, ...results].flatMap(({ unit, status, reason }) =>
    status === "red" || status === "failed"
      ? [`${DOMAINS[name].title} de ${unit.company.name} non à jour : ${reason}`]
      : []
  );
}

/**
 * Reads several companies at once, on as many connections to the warehouse, each with its staging tables. A connection to the
 * API that breaks is a fault of that company, but when it breaks for one after the other the API cannot be reached: then
 * nothing more is tried.
 */
async function readUnits(
  context: SyncContext,
  { units, refresh, note }: ApiExtractOptions & Pick<UnitScope, "note">,
): Promise<UnitResult[]> {
  const results: UnitResult[] = [];
  const enough = Math.min(COMPANIES_AT_ONCE, units.length);
  const unreachable = new AbortController();
  let lost: Error[] = [];
  const readOne = async (unit: Unit, { session, shelf }: Pick<UnitScope, "session" | "shelf">) => {
    const onLost = (error: Error) => void lost.push(error);
    const read = await withUnitLocks([{ units: [unit] }], {
      context,
      session,
      refresh,
      work: ({ units: [due] }) =>
        readApiUnit({ context, session, shelf, unit: due!, onLost, note }),
    });
    results.push(...read);
    if (read.some(({ status }) => status === "ok")) lost = [];
    if (lost.length >= enough) unreachable.abort(lost[0]);
  };
  const waiting = units.values();
  await runPool(
    Array.from({ length: enough }),
    () =>
      context.db.session((session) =>
        withStagingShelf(session, async (shelf) => {
          for (const unit of waiting) {
            await readOne(unit, { session, shelf });
            if (unreachable.signal.aborted) return;
          }
        })
      ),
    { jobs: enough },
  );
  unreachable.signal.throwIfAborted();
  const order = new Map(units.map(({ company }, i) => [company.companyId, i]));
  return results.toSorted((a, b) =>
    order.get(a.unit.company.companyId)! - order.get(b.unit.company.companyId)!
  );
}
