import { plural } from "../../base/mod.ts";
import { DOMAINS } from "../../domains/mod.ts";
import type { UnitResult } from "../types.ts";

/**
 * What comparisons found that the feeds had not told, as remarks.
 *
 * @param results Units of one domain.
 * @returns One French sentence a company, without a full stop; none where everything had been told.
 */
export function missedNotes(results: readonly UnitResult[]): string[] {
  return results.flatMap(({ unit, missed }) => {
    if (missed === undefined) return [];
    const { inserted, updated, deleted } = missed;
    const total = inserted + updated + deleted;
    if (total === 0) return [];
    const [one, many] = DOMAINS[unit.domain].rowNoun;
    const parts = [
      [inserted, "ajout"],
      [updated, "modification"],
      [deleted, "suppression"],
    ] as const;
    const detail = parts.filter(([count]) => count > 0).map(([count, noun]) => plural(count, noun));
    return [
      `${DOMAINS[unit.domain].title} de ${unit.company.name} : la comparaison a trouvé ` +
      `${plural(total, one, many)} dont Pennylane n'avait pas annoncé le changement ` +
      `(${detail.join(", ")})`,
    ];
  });
}
