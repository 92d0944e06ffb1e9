import type { Queryable } from "../connectors/postgres/mod.ts";
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
 * Parts the units that this run has already read from the others. In a run of the runner an API unit that was refused or
 * failed is not tried again by the next notebook: that would cost its requests once more, for the same end.
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
  const refused = await refusedBefore(db, units, context);
  const fresh: UnitResult[] = [];
  const due: Unit[] = [];
  for (const [i, unit] of units.entries()) {
    const { runId, rows } = states[i]!;
    const known = { unit, counts: NO_CHANGE, rows, gates: [] };
    const before = refused.get(unit.company.companyId);
    if (runId === context.runId) fresh.push({ ...known, status: "fresh" });
    else if (before) fresh.push({ ...known, ...before });
    else due.push(unit);
  }
  return { fresh, due };
}

type Refusal = Required<Pick<UnitResult, "status" | "reason">>;

/** API units that this run of the runner has tried in vain, by company; in Jupyter a cell that is run again tries again. */
async function refusedBefore(
  db: Queryable,
  units: readonly Unit[],
  { runId, fingerprint }: SyncContext,
): Promise<Map<string, Refusal>> {
  const { source, domain } = units[0]!;
  if (source !== "api" || fingerprint === null) return new Map();
  const rows = await db.many<Refusal & { company_id: string }>(
    "SELECT company_id, status, reason FROM penny.run_units WHERE run_id = $1 AND source = $2 AND domain = $3 " +
      "AND status IN ('red', 'failed') AND company_id = ANY($4::bigint[])",
    [runId, source, domain, units.map((unit) => unit.company.companyId)],
  );
  return new Map(rows.map(({ company_id, status, reason }) => [company_id, { status, reason }]));
}
