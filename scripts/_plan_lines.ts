import { alignColumns, formatCount } from "../lib/base/mod.ts";
import { SOURCE_TITLES } from "../lib/domains/mod.ts";
import type { PlanKind, PlannedReading } from "../lib/sync/mod.ts";

const HEADER = ["Table", "Source", "Sociétés", "Lecture", "Lignes", "Requêtes", "Pourquoi"];

const KINDS: Readonly<Record<PlanKind, string>> = {
  full: "complète",
  compare: "complète, comparée",
  changes: "changements",
  unchanged: "aucune",
};

/**
 * What a run would read, for a reader: one line for each table, source, plan and reason.
 *
 * @param planned Of all tables and companies.
 * @returns Lines, in the order of the tables.
 */
export function planLines(planned: readonly PlannedReading[]): string[] {
  const groups = Map.groupBy(
    planned,
    ({ unit, plan }) => [unit.domain, unit.source, plan.kind, plan.reason].join("|"),
  );
  const rows = [...groups.values()].map((group) => {
    const { unit, plan } = group[0]!;
    return [
      unit.domain,
      SOURCE_TITLES[unit.source],
      formatCount(group.length),
      KINDS[plan.kind],
      total(group.map((one) => one.plan.rows)),
      unit.source === "data_sharing" ? "–" : total(group.map((one) => one.plan.requests)),
      plan.reason,
    ];
  });
  return [
    ...alignColumns([HEADER, ...rows], { right: [2, 4, 5] }),
    "",
    "[INFO] Rien n'a été lu. « ? » : inconnu avant la lecture ; pour des changements, les requêtes sont un minimum.",
  ];
}

function total(counts: readonly (number | null)[]): string {
  if (counts.includes(null)) return "?";
  return formatCount(counts.reduce<number>((sum, count) => sum + count!, 0));
}
