import { plural } from "../base/mod.ts";
import type { UnitResult } from "./types.ts";

/** Companies that are named one by one. */
const NAMED = 5;

/**
 * Tells the units that were compared because their state or their rows were not what Penny left there.
 *
 * @param results How units ended.
 * @returns French remarks, one for each reason.
 */
export function repairNotes(results: readonly UnitResult[]): string[] {
  const repaired = results.filter(({ status, plan }) => status === "ok" && plan?.isRepair);
  return [...Map.groupBy(repaired, ({ plan }) => plan!.reason)].map(([reason, units]) => {
    const names = units.slice(0, NAMED).map(({ unit }) => unit.company.name).join(", ");
    const others = units.length - NAMED;
    const more = others > 0 ? ` et ${plural(others, "autre société", "autres sociétés")}` : "";
    return `${names}${more} : ${reason} ; tout a été comparé à Pennylane et remis à l'identique`;
  });
}
