import { planUnit, type SourceSigns } from "./plan_unit.ts";
import type { SyncContext, Unit, UnitPlan } from "./types.ts";
import type { UnitState } from "./unit_state.ts";

/** Days between two comparisons, unless the user says otherwise. */
export const COMPARE_DAYS = 7;

/** Signs of a source that says nothing before it is read. */
export const SILENT: SourceSigns = { tellsChanges: false, rows: null, changed: null, doubt: null };

/**
 * The plan of a unit in a run.
 *
 * @param context The synchronisation: its clock, and what the user asked for.
 * @param known Which unit, what is known of it, and what the source tells of it.
 * @returns How it is read, and why.
 */
export function planFor(
  context: SyncContext,
  { unit, state, signs }: {
    readonly unit: Unit;
    readonly state: UnitState;
    readonly signs: SourceSigns;
  },
): UnitPlan {
  const { wish = {}, compareDays = COMPARE_DAYS, clock } = context;
  const { companyId } = unit.company;
  return planUnit({ companyId, state, signs, wish, now: clock.now(), compareDays });
}
