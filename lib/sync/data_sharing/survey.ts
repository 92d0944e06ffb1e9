import type {
  ChangeWindow,
  CompanyCount,
  CompanySummary,
} from "../../connectors/data_sharing/mod.ts";
import { planFor, SILENT } from "../plan_for.ts";
import type { SyncContext, Unit } from "../types.ts";
import type { UnitState } from "../unit_state.ts";
import type { Survey, TableAccess } from "./extraction.ts";
import { type EtlSigns, isUntouched, signsOf } from "./signs.ts";
import { announcedSince, changesSince, readWatermark, type Watermark } from "./watermark.ts";

/** Instants since which one statement asks for changes at most; companies that share one count once. */
export const MAX_WINDOWS = 100;

/**
 * Asks the source what it has: one grouped statement for the table and, only for companies to which something happened, a
 * second one that counts their changes.
 *
 * @param access The table, and whether `etl` has it.
 * @param units What is due.
 * @param states Of these, in their order.
 * @returns What plans are made from.
 */
export async function surveySource(
  access: TableAccess,
  units: readonly Unit[],
  states: readonly UnitState[],
): Promise<Survey> {
  const { source, domain, columns, etl } = access;
  if (!etl) return silent(await source.countByCompany(domain.name, columns.companyColumn));
  const summaries = await source.summarize(domain.name, columns.companyColumn);
  const byId = new Map(summaries.map((summary) => [summary.companyId, summary]));
  const seen = {
    ...{ byId, tableFirst: firstOf(summaries), columns: columns.mark },
    now: access.context.clock.now(),
  };
  const changed = await countChanges(access, touched(access, { units, states, seen }));
  return {
    counts: summaries.filter(({ alive }) => alive > 0)
      .map(({ companyId, alive }) => ({ companyId, rows: alive })),
    signs: ({ company }, state) => {
      const count = changed.get(company.dataSharingId!) ?? null;
      return signsOf(state, signsIn(seen, company.dataSharingId!, count));
    },
  };
}

/** A unit with what is known of it. */
export interface KnownUnit {
  readonly unit: Unit;
  readonly state: UnitState;
}

/**
 * The windows in which changes are read: since the watermark less its overlap, or since the instant that the user asked for.
 *
 * @param context What the user asked for.
 * @param units Units with their states; those without a watermark have no window.
 * @returns In the order of the units; companies with one instant share a window.
 */
export function changeWindows(
  { wish = {} }: SyncContext,
  units: readonly KnownUnit[],
): ChangeWindow[] {
  return windowsOf(units, (watermark) => changesSince(watermark, wish.since));
}

/**
 * The windows of what the source has announced since units were read.
 *
 * @param units Units with their states; those without a watermark have no window.
 * @returns In the order of the units; companies with one watermark share a window.
 */
export function announcedWindows(units: readonly KnownUnit[]): ChangeWindow[] {
  return windowsOf(units, announcedSince);
}

function windowsOf(
  units: readonly KnownUnit[],
  sinceOf: (watermark: Watermark) => string,
): ChangeWindow[] {
  const windows = new Map<string, string[]>();
  for (const { unit, state } of units) {
    const watermark = readWatermark(state.cursor);
    if (watermark === null) continue;
    const since = sinceOf(watermark);
    windows.set(since, [...windows.get(since) ?? [], unit.company.dataSharingId!]);
  }
  return [...windows].map(([since, companies]) => ({ since, companies }));
}

interface Seen {
  readonly byId: ReadonlyMap<string | null, CompanySummary>;
  readonly tableFirst: string | null;
  readonly columns: string;
  readonly now: Date;
}

function signsIn(
  { byId, tableFirst, columns, now }: Seen,
  id: string,
  changed: number | null,
): EtlSigns {
  return { summary: byId.get(id), tableFirst, columns, changed, now };
}

function silent(counts: readonly CompanyCount[]): Survey {
  const rows = new Map(counts.map((count) => [count.companyId, count.rows]));
  return {
    counts,
    signs: ({ company }) => ({ ...SILENT, rows: rows.get(company.dataSharingId) ?? 0 }),
  };
}

function firstOf(summaries: readonly CompanySummary[]): string | null {
  return summaries.map(({ first }) => first).filter((first) => first !== null).sort()[0] ?? null;
}

/** Units whose changes will be read if there are any: those that stand still need no count, nor do those read whole. */
function touched(
  { context }: TableAccess,
  { units, states, seen }: {
    readonly units: readonly Unit[];
    readonly states: readonly UnitState[];
    readonly seen: Seen;
  },
) {
  return units.map((unit, i) => ({ unit, state: states[i]! })).filter(({ unit, state }) => {
    const id = unit.company.dataSharingId!;
    if (context.wish?.since === undefined && isUntouched(state, seen.byId.get(id))) return false;
    const signs = signsOf(state, signsIn(seen, id, null));
    return planFor(context, { unit, state, signs }).kind === "changes";
  });
}

/** Rows that changed, by company; zero for those asked for that have none. */
async function countChanges(
  { context, source, domain, columns }: TableAccess,
  units: readonly KnownUnit[],
): Promise<Map<string, number>> {
  const windows = changeWindows(context, units);
  const changed = new Map(units.map(({ unit }) => [unit.company.dataSharingId!, 0]));
  for (let i = 0; i < windows.length; i += MAX_WINDOWS) {
    const some = windows.slice(i, i + MAX_WINDOWS);
    const counts = await source.countChanges(domain.name, columns.companyColumn, some);
    for (const { companyId, rows } of counts) changed.set(companyId!, rows);
  }
  return changed;
}
