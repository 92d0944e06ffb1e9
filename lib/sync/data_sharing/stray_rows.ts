import { plural } from "../../base/mod.ts";
import type { CompanyCount } from "../../connectors/data_sharing/mod.ts";

/** Companies that are named one by one; a remark on hundreds of them would bury the notebook. */
const NAMED = 5;

/**
 * Tells the rows that are not read because their company is null, or is not in the table of companies.
 *
 * @param counts Rows of each company in a table of the source.
 * @param known Source ids of the companies that the source lists.
 * @returns French remarks: rows without a company first, then the five companies with the most rows, then the others in one.
 *
 * @example
 * ```ts
 * import { strayNotes } from "./stray_rows.ts";
 * import assert from "node:assert/strict";
 * const counts = [{ companyId: "1", rows: 10 }, { companyId: "77", rows: 2 }];
 * assert.deepEqual(strayNotes(counts, new Set(["1"])), [
 *   "2\u00a0lignes de la société 77, absente de la table companies, non reprises",
 * ]);
 * ```
 */
export function strayNotes(
  counts: readonly CompanyCount[],
  known: ReadonlySet<string | null>,
): string[] {
  const homeless = counts.filter(({ companyId }) => companyId === null);
  const unlisted = counts.filter(({ companyId }) => companyId !== null && !known.has(companyId))
    .toSorted((a, b) => b.rows - a.rows || (a.companyId! < b.companyId! ? -1 : 1));
  const others = unlisted.slice(NAMED);
  const rows = others.reduce((sum, company) => sum + company.rows, 0);
  return [
    ...homeless.map((company) => note(company.rows, "sans société dans Data Sharing")),
    ...unlisted.slice(0, NAMED).map((company) =>
      note(company.rows, `de la société ${company.companyId}, absente de la table companies`)
    ),
    ...(others.length === 0 ? [] : [
      note(
        rows,
        `de ${plural(others.length, "autre société absente", "autres sociétés absentes")}`,
      ),
    ]),
  ];
}

function note(rows: number, whose: string): string {
  return plural(rows, `ligne ${whose}, non reprise`, `lignes ${whose}, non reprises`);
}
