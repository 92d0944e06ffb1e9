import { alignColumns, formatCount, formatDuration, plural } from "../lib/base/mod.ts";
import { SOURCE_TITLES } from "../lib/domains/mod.ts";
import type { PlanKind, PlannedReading } from "../lib/sync/mod.ts";

const HEADER = ["Table", "Source", "Sociétés", "Lecture", "Lignes", "Requêtes", "Pourquoi"];

const KINDS: Readonly<Record<PlanKind, string>> = {
  full: "complète",
  compare: "complète, comparée",
  changes: "changements",
  unchanged: "aucune",
};

/** What Pennylane allows a token, in requests per second. */
const ALLOWED_RATE = 5;
/** Rows of Data Sharing in a second, from there to the mirror, on two cores: `deno task bench load`. */
const ROWS_A_SECOND = 40_000;

/** What the time of a reading depends on. */
export interface PlanLinesOptions {
  /** Own cap of requests per second; null: the API's limit alone. */
  readonly requestsPerSecond: number | null;
  /** Synthetic companies: their API is on this machine, and has no limit that counts. */
  readonly demo: boolean;
}

/**
 * What a run would read, for a reader: one line for each table, source, plan and reason, and how long that takes.
 *
 * @param planned Of all tables and companies.
 * @param options How fast may be asked.
 * @returns Lines, in the order of the tables.
 */
export function planLines(
  planned: readonly PlannedReading[],
  { requestsPerSecond, demo }: PlanLinesOptions,
): string[] {
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
    ...(demo ? [] : timeLines(planned, Math.min(ALLOWED_RATE, requestsPerSecond ?? ALLOWED_RATE))),
    "[INFO] Rien n'a été lu. « ? » : inconnu avant la lecture ; pour des changements, les requêtes sont un minimum.",
  ];
}

/** Companies are read one after the other, so their requests add up although each token has a budget of its own. */
function timeLines(planned: readonly PlannedReading[], rate: number): string[] {
  const [shared, asked] = [true, false].map((wanted) =>
    planned.filter(({ unit }) => (unit.source === "data_sharing") === wanted)
  ) as [PlannedReading[], PlannedReading[]];
  const requests = sum(asked.map(({ plan }) => plan.requests));
  const rows = sum(shared.map(({ plan }) => plan.rows));
  const atLeast = (known: boolean) => known ? "environ" : "au moins";
  return [
    ...(asked.length === 0 ? [] : [
      `[INFO] API : ${
        atLeast(requests.known && !asked.some(({ plan }) => plan.kind === "changes"))
      } ` +
      `${formatDuration(1_000 * requests.count / rate)} pour ${
        plural(requests.count, "requête")
      }, ` +
      `à ${String(rate).replace(".", ",")} par seconde`,
    ]),
    ...(shared.length === 0 ? [] : [
      `[INFO] Data Sharing : ${atLeast(rows.known)} ${
        formatDuration(1_000 * rows.count / ROWS_A_SECOND)
      } pour ${plural(rows.count, "ligne")}, si rien d'autre ne ralentit`,
    ]),
  ];
}

function sum(counts: readonly (number | null)[]): { count: number; known: boolean } {
  return {
    count: counts.reduce<number>((all, count) => all + (count ?? 0), 0),
    known: !counts.includes(null),
  };
}

function total(counts: readonly (number | null)[]): string {
  if (counts.includes(null)) return "?";
  return formatCount(counts.reduce<number>((sum, count) => sum + count!, 0));
}
