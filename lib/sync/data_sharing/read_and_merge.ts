import { planFor } from "../plan_for.ts";
import { confirmUnchangedUnits } from "../confirm_unchanged_units.ts";
import type { Unit, UnitResult } from "../types.ts";
import { countedUnitStates } from "../unit_state.ts";
import { planBatches } from "./batches.ts";
import type { Extraction, PlannedUnit } from "./extraction.ts";
import { inHalves } from "./in_halves.ts";
import { MAX_WINDOWS } from "./survey.ts";
import { syncChanges } from "./sync_changes.ts";
import { syncWhole } from "./sync_whole.ts";

/**
 * Brings units up to date, each by its plan: nothing is read of those to which nothing happened, the changes of others, and
 * all the rest. Where the changes do not add up to the rows of the source, the unit is compared at once.
 *
 * @param extraction The reading; its session holds the locks of the units.
 * @param units Locked units.
 * @returns How each unit ended.
 * @throws {ServiceError} The source or the warehouse cannot be reached.
 * @throws {DataError} A fault of the source's table that concerns every company.
 */
export async function readAndMerge(
  extraction: Extraction,
  units: readonly Unit[],
): Promise<UnitResult[]> {
  const { context, session, survey } = extraction;
  const states = await countedUnitStates(session, units);
  const planned = units.map((unit, i): PlannedUnit => {
    const state = states[i]!;
    const signs = survey.signs(unit, state);
    return { unit, state, plan: planFor(context, { unit, state, signs }) };
  });
  const unchanged = planned.filter(({ plan }) => plan.kind === "unchanged");
  const readAt = context.clock.now();
  const confirmed = unchanged.map((one) => ({ ...one, readAt }));
  const results = await confirmUnchangedUnits(context, session, confirmed);
  const whole = planned.filter(({ plan: { kind } }) => kind === "full" || kind === "compare");
  for (const batch of batches(extraction, planned.filter(({ plan }) => plan.kind === "changes"))) {
    results.push(
      ...await inHalves(batch.units, async (some) => {
        const outcome = await syncChanges(extraction, some);
        whole.push(...outcome.doubtful);
        return [...outcome.results];
      }),
    );
  }
  for (const batch of batches(extraction, whole)) {
    const read = (some: readonly PlannedUnit[]) => syncWhole(extraction, { ...batch, units: some });
    results.push(...await inHalves(batch.units, read));
  }
  return results;
}

/** Batches of units that are read in the same way. */
function batches({ domain, batchRows }: Extraction, units: readonly PlannedUnit[]) {
  const changes = units[0]?.plan.kind === "changes";
  return planBatches(
    units.map((planned) => [planned, planned.plan.rows ?? 0] as const),
    {
      limit: batchRows,
      // Changes are never cut: they come from one snapshot, deleted rows with the others.
      canSlice: !changes && domain.sliceBy !== undefined,
      ...(changes ? { maxUnits: MAX_WINDOWS } : {}),
    },
  );
}
