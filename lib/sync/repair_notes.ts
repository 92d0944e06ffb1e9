import { nameSome } from "./name_some.ts";
import type { UnitResult } from "./types.ts";

/**
 * Tells the units that were compared because their state or their rows were not what Penny left there.
 *
 * @param results How units ended.
 * @returns French remarks, one for each reason.
 */
export function repairNotes(results: readonly UnitResult[]): string[] {
  const repaired = results.filter(({ status, plan }) => status === "ok" && plan?.isRepair);
  return [...Map.groupBy(repaired, ({ plan }) => plan!.reason)].map(([reason, units]) => {
    const names = nameSome(units.map(({ unit }) => unit.company.name));
    return `${names} : ${reason} ; tout a été comparé à Pennylane et remis à l'identique`;
  });
}
