import type { Incident } from "../alerts/mod.ts";
import { plural } from "../base/mod.ts";
import { formatSlot } from "./format_slot.ts";
import { FINISH, PREPARE, type StuckJobs } from "./queue/mod.ts";

const MOST_LINES = 5;

/**
 * Jobs that nobody can take, as incidents: one when no worker is alive, one when all have other texts.
 *
 * @param stuck As found now.
 * @param timeZone Of times in messages.
 * @returns Incidents with stable keys; none where nothing is stuck.
 */
export function stuckIncidents(stuck: readonly StuckJobs[], timeZone: string): Incident[] {
  const first = stuck[0];
  if (first === undefined) return [];
  const names = [...new Set(stuck.map(({ notebook }) => shownName(notebook)))];
  const since = formatSlot(first.since, timeZone);
  const runs = Map.groupBy(stuck, ({ runId }) => runId);
  const lines = [...runs].slice(0, MOST_LINES).map(([runId, own]) =>
    `Exécution ${runId} : ${own.map(({ notebook }) => shownName(notebook)).join(", ")}`
  );
  return [
    first.alive
      ? {
        key: "worker:text",
        kind: "worker",
        title: `Aucun exécutant n'a le texte des travaux qui attendent : ${names.join(", ")}`,
        cause: `depuis le ${since}, les exécutants en marche ont une autre version de Penny ` +
          "ou un autre texte des carnets",
        lines: [...lines, "Mettez les mêmes fichiers sur toutes les machines, carnets/ compris"],
        where: null,
      }
      : {
        key: "worker:none",
        kind: "worker",
        title: "Aucun exécutant en marche : des travaux attendent",
        cause: `personne ne peut les prendre depuis le ${since}`,
        lines: [
          ...lines,
          "Lancez « deno task worker », ou « deno task schedule » sans --no-worker",
        ],
        where: null,
      },
  ];
}

/**
 * The same for whoever looks at the state of the warehouse.
 *
 * @param stuck As found now.
 * @param timeZone Of times in messages.
 * @returns French lines; none where nothing is stuck.
 */
export function stuckLines(stuck: readonly StuckJobs[], timeZone: string): string[] {
  const jobs = stuck.reduce((sum, one) => sum + one.jobs, 0);
  const count = plural(jobs, "travail attend", "travaux attendent");
  return stuckIncidents(stuck, timeZone).flatMap(({ title, cause, lines }) => [
    `[ERREUR] ${count} en vain. ${title} : ${cause}`,
    ...lines.map((line) => `  ${line}`),
  ]);
}

function shownName(notebook: string): string {
  return notebook === PREPARE ? "préparation" : notebook === FINISH ? "fin d'exécution" : notebook;
}
