import type { Queryable } from "../connectors/postgres/mod.ts";
import type { SourceName } from "../domains/mod.ts";
import { NO_CHANGE } from "./sync_unit.ts";
import type { SyncContext, Unit, UnitResult } from "./types.ts";
import { readUnitStates } from "./unit_state.ts";

/** Which readings count as done. */
export interface Freshness {
  readonly context: SyncContext;
  /** Read again what this run has read. */
  readonly refresh: boolean;
}

/**
 * Parts the units that this run has already read from the others, also where another run has read them since: their record
 * would be overwritten by that of a second reading. In a run of the runner an API unit that was refused or failed is not
 * tried again by the next notebook: that would cost its requests once more, for the same end.
 *
 * @param db The warehouse.
 * @param units Of one source and domain.
 * @param freshness The run, and whether to read again all the same.
 * @returns `fresh`: how they ended, without a new reading; `due`: the others, in their order.
 */
export async function splitFresh(
  db: Queryable,
  units: readonly Unit[],
  { context, refresh }: Freshness,
): Promise<{ fresh: UnitResult[]; due: Unit[] }> {
  if (refresh || units.length === 0) return { fresh: [], due: [...units] };
  const states = await readUnitStates(db, units);
  const ended = await endedBefore(db, units, context);
  const fresh: UnitResult[] = [];
  const due: Unit[] = [];
  for (const [i, unit] of units.entries()) {
    const { runId, rows } = states[i]!;
    const known = { unit, counts: NO_CHANGE, rows, gates: [] };
    const before = ended.get(unit.company.companyId);
    const isRead = runId === context.runId || (runId !== null && before?.status === "ok");
    if (isRead) fresh.push({ ...known, status: "fresh" });
    else if (before && isRefusal(before, context)) {
      fresh.push({ ...known, status: before.status, reason: before.reason });
    } else due.push(unit);
  }
  return { fresh, due };
}

/** How this run has recorded a unit. */
type Ending = Required<Pick<UnitResult, "status" | "reason">> & { readonly source: SourceName };

/** API units are not tried twice in vain; in Jupyter a cell that is run again tries again. */
function isRefusal({ source, status }: Ending, { fingerprint }: SyncContext): boolean {
  return source !== "data_sharing" && fingerprint !== null && status !== "ok";
}

/** Units that this run has tried, by company. */
async function endedBefore(
  db: Queryable,
  units: readonly Unit[],
  { runId }: SyncContext,
): Promise<Map<string, Ending>> {
  const { source, domain } = units[0]!;
  const rows = await db.many<Ending & { company_id: string }>(
    "SELECT company_id, source, status, reason FROM penny.run_units WHERE run_id = $1 AND source = $2 " +
      "AND domain = $3 AND company_id = ANY($4::bigint[])",
    [runId, source, domain, units.map((unit) => unit.company.companyId)],
  );
  return new Map(
    rows.map(({ company_id, source, status, reason }) => [company_id, { source, status, reason }]),
  );
}
