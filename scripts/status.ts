import {
  alignColumns,
  formatCount,
  parseCommandLine,
  parseInstant,
  runCommand,
  systemClock,
} from "../lib/base/mod.ts";
import { configClock, loadConfig } from "../lib/config/mod.ts";
import { DOMAIN_NAMES, DOMAINS, SOURCE_TITLES } from "../lib/domains/mod.ts";
import { renderSchedules, scheduleViews, workerLines } from "../lib/scheduling/mod.ts";
import { leftNotes, type UnitStatus, unitStatuses } from "../lib/sync/mod.ts";
import { openWarehouse, type Warehouse } from "../lib/warehouse/mod.ts";

const USAGE = "deno task status [--societe NOM] [--json]";

const HELP = `${USAGE}

Où en est la base : par table, sa source, ses lignes, son dernier relevé et ce qui n'est pas à jour ; puis les derniers créneaux
de « deno task schedule » et les prochains, les exécutants en marche et les travaux qu'aucun ne peut prendre.

  --societe NOM   une seule société : nom, SIREN ou identifiant, ou le début du nom
  --json          pour un programme : un objet par société et par table
  --help          affiche cette aide

Statut de sortie : 0 tout ce qui a été lu est à jour, 1 un contrôle est rouge ou une lecture a échoué.`;

const SLOTS_SHOWN = 2;

const HEADER = [
  "Table",
  "Source",
  "Sociétés",
  "Lignes",
  "Plus ancien relevé",
  "Dernière comparaison",
  "Dernière lecture",
];

/** Clocks of two machines that run Penny may differ so much. */
const AHEAD_MS = 10 * 60_000;

const PLANS = {
  full: "complète",
  compare: "comparée",
  changes: "changements",
  unchanged: "inchangée",
};

async function main(args: string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: { societe: { type: "string" }, json: { type: "boolean" } },
    usage: USAGE,
  });
  const config = loadConfig({ needsCredentials: false });
  await using warehouse = await openWarehouse(config, { maxConnections: 1 });
  const all = await unitStatuses(warehouse.db);
  const units = values.societe === undefined
    ? all
    : all.filter((unit) => matches(unit, values.societe!));
  // A company that nobody shows any more is not read: how its last reading ended is no fault of today.
  const failing = units.filter(({ lastStatus, leftAt }) =>
    leftAt === null && (lastStatus === "red" || lastStatus === "failed")
  );
  if (values.json) console.log(JSON.stringify(units, null, 2));
  else {
    const now = config.demo ? newestReading(all) : configClock(config).now();
    for (const line of lines(units, failing, now)) console.log(line);
    for (const line of await scheduleLines(warehouse.db)) console.log(line);
    const workers = await workerLines(warehouse.db, config.schedule.timeZone);
    for (const line of titled("Exécutants", workers)) console.log(line);
  }
  return failing.length > 0 ? 1 : 0;
}

/** The synthetic companies stay on their day: nothing that was read of them grows old. */
function newestReading(units: readonly UnitStatus[]): Date {
  const instants = units.flatMap(({ readAt }) => readAt === null ? [] : [parseInstant(readAt)]);
  return new Date(Math.max(0, ...instants.map((instant) => instant.getTime())));
}

/** Nothing where `deno task schedule` was never started. */
async function scheduleLines(db: Warehouse["db"]): Promise<string[]> {
  const options = { now: systemClock.now(), count: SLOTS_SHOWN, schedules: null };
  const rendered = renderSchedules(await scheduleViews(db, options));
  return titled("Planifications", rendered);
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, "", ...lines];
}

function matches({ company, companyId }: UnitStatus, text: string): boolean {
  return companyId === text || company.toLowerCase().startsWith(text.trim().toLowerCase());
}

function lines(units: readonly UnitStatus[], failing: readonly UnitStatus[], now: Date): string[] {
  if (units.length === 0) return ["[INFO] Rien n'a encore été lu : lancez deno task run-all"];
  const rows = DOMAIN_NAMES.flatMap((domain) => {
    const own = units.filter((unit) => unit.domain === domain && unit.inForce);
    return [...new Set(own.map(({ source }) => source))].map((source) =>
      tableRow(own.filter((unit) => unit.source === source), now)
    );
  });
  return [
    ...alignColumns([HEADER, ...rows], { right: [2, 3] }),
    ...leftLines(units),
    ...(failing.length === 0 ? ["", "[OK] Tout ce qui a été lu est à jour"] : [
      "",
      ...failing.map(({ company, domain, source, reason }) =>
        `[ERREUR] ${DOMAINS[domain].title} de ${company} (${SOURCE_TITLES[source]}) : ${reason}`
      ),
    ]),
  ];
}

/** Companies that no source shows any more, with the rows that are kept of them. */
function leftLines(units: readonly UnitStatus[]): string[] {
  const left = units.filter(({ leftAt }) => leftAt !== null);
  const companies = new Map(left.map((unit) => [unit.companyId, {
    companyId: unit.companyId,
    name: unit.company,
    leftAt: unit.leftAt!,
  }]));
  return companies.size === 0
    ? []
    : ["", ...leftNotes([...companies.values()]).map((note) => `[INFO] ${note}`)];
}

function tableRow(units: readonly UnitStatus[], now: Date): string[] {
  const { domain, source } = units[0]!;
  const oldest = (instants: readonly (string | null)[]) =>
    instants.includes(null) ? "jamais" : age(instants.toSorted()[0]!, now);
  const plans = [...new Set(units.map(({ plan }) => plan))].filter((plan) => plan !== null);
  return [
    domain,
    SOURCE_TITLES[source],
    formatCount(units.length),
    formatCount(units.reduce((sum, { rows }) => sum + rows, 0)),
    oldest(units.map(({ readAt }) => readAt)),
    oldest(units.map(({ comparedAt }) => comparedAt)),
    plans.map((plan) => PLANS[plan]).join(", "),
  ];
}

/** « il y a 12 min ». */
function age(instant: string, now: Date): string {
  const minutes = Math.max(
    0,
    Math.round((now.getTime() - parseInstant(instant).getTime()) / 60_000),
  );
  if (now.getTime() < parseInstant(instant).getTime() - AHEAD_MS) return "dans l'avenir";
  if (minutes < 120) return `il y a ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `il y a ${hours} h` : `il y a ${Math.round(hours / 24)} j`;
}

if (import.meta.main) await runCommand(main, { help: HELP });
