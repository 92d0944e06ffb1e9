import { plural } from "../../base/mod.ts";
import type { Domain } from "../../domains/mod.ts";
import { visibleCompanies } from "../companies.ts";
import { ensureMirror } from "../mirror_table.ts";
import { planFor } from "../plan_for.ts";
import { recordNotes } from "../run_notes.ts";
import { dropAbandonedStaging } from "../staging.ts";
import type { SourceReading, SyncContext, Unit, UnitResult } from "../types.ts";
import { countedUnitStates } from "../unit_state.ts";
import { withUnitLocks } from "../with_unit_locks.ts";
import { BATCH_ROWS, planBatches } from "./batches.ts";
import type { Extraction, PlannedUnit, Survey, TableAccess } from "./extraction.ts";
import { openTable } from "./open_table.ts";
import { readAndMerge } from "./read_and_merge.ts";
import { strayNotes } from "./stray_rows.ts";
import { surveySource } from "./survey.ts";

/** What is read, and how. */
export interface DataSharingExtractOptions {
  /** Those that this run has not read. */
  readonly units: readonly Unit[];
  /** Read again also what another process reads meanwhile. */
  readonly refresh: boolean;
  /** Rows that one statement reads at most, when more than one company shares it. @default 200000 */
  readonly batchRows?: number;
}

/**
 * Reads a domain of Data Sharing into the mirror.
 *
 * @param context The synchronisation; Data Sharing is configured.
 * @param domain What to read.
 * @param options Which units.
 * @returns How the units ended; null when Data Sharing does not give the table.
 * @throws {ServiceError} The source or the warehouse cannot be reached.
 * @throws {DataError} The table is gone, or changed in a way that could corrupt the mirror.
 */
export async function extractFromDataSharing(
  context: SyncContext,
  domain: Domain,
  { units, refresh, batchRows = BATCH_ROWS }: DataSharingExtractOptions,
): Promise<SourceReading | null> {
  const found = await openTable(context, domain, { units, keep: true });
  // Whoever publishes an empty table needs its mirror.
  await ensureMirror(context.db, found?.access.domain ?? domain, "data_sharing");
  if (found === null) return null;
  const { access } = found;
  const known = new Set((await visibleCompanies(context)).map((c) => c.dataSharingId));
  const { planned, survey } = await planUnits(access, units);
  const notes = [...found.notes, ...strayNotes(survey.counts, known)];
  tellPlans(access, planned);
  return await context.db.session(async (session) => {
    await dropAbandonedStaging(session);
    const remember = () => {
      const reading = {
        runId: context.runId,
        source: "data_sharing",
        domain: domain.name,
      } as const;
      return recordNotes(session, reading, notes);
    };
    await remember();
    const before = notes.length;
    const note = (remark: string) => void notes.push(remark);
    const extraction: Extraction = { ...access, session, survey, batchRows, note };
    const work = (group: { units: readonly Unit[] }) => readAndMerge(extraction, group.units);
    const results = await withUnitLocks(lockGroups(planned, batchRows), {
      ...{ context, session, refresh, work },
    });
    if (notes.length > before) await remember();
    return { units: inOrder(results, units), notes };
  });
}

/**
 * Plans the readings of a domain of Data Sharing: only its grouped statements are asked.
 *
 * @param context The synchronisation; Data Sharing is configured.
 * @param domain What would be read.
 * @param units Of which companies.
 * @returns A plan a unit; null when Data Sharing does not give the table.
 */
export async function planFromDataSharing(
  context: SyncContext,
  domain: Domain,
  units: readonly Unit[],
): Promise<readonly PlannedUnit[] | null> {
  const found = await openTable(context, domain, { units, keep: false });
  return found && (await planUnits(found.access, units)).planned;
}

async function planUnits(
  access: TableAccess,
  units: readonly Unit[],
): Promise<{ planned: readonly PlannedUnit[]; survey: Survey }> {
  const { context } = access;
  const states = await countedUnitStates(context.db, units);
  const survey = await surveySource(access, units, states);
  const planned = units.map((unit, i): PlannedUnit => {
    const state = states[i]!;
    const signs = survey.signs(unit, state);
    return { unit, state, plan: planFor(context, { unit, state, signs }) };
  });
  return { planned, survey };
}

function tellPlans({ context, domain }: TableAccess, planned: readonly PlannedUnit[]): void {
  const rows = planned.reduce((sum, { plan }) => sum + (plan.rows ?? 0), 0);
  context.emit({ type: "progress", text: `${domain.title} : ${plural(rows, "ligne")} à lire` });
}

/** Units that are locked together: those of one plan, so that nobody waits for a company that is read for long. */
function lockGroups(
  planned: readonly PlannedUnit[],
  batchRows: number,
): { units: readonly Unit[] }[] {
  const kinds = [["unchanged"], ["changes"], ["full", "compare"]];
  return kinds.flatMap((kind) =>
    planBatches(
      planned.filter(({ plan }) => kind.includes(plan.kind))
        .map(({ unit, plan }) => [unit, plan.rows ?? 0] as const),
      { limit: batchRows, canSlice: false },
    )
  );
}

function inOrder(results: readonly UnitResult[], units: readonly Unit[]): UnitResult[] {
  const order = new Map(units.map(({ company }, i) => [company.companyId, i]));
  return results.toSorted((a, b) =>
    order.get(a.unit.company.companyId)! - order.get(b.unit.company.companyId)!
  );
}
