import { parseCommandLine, runCommand, UsageError } from "../lib/base/mod.ts";
import { benchApi } from "./_bench/api.ts";
import { benchCompanies } from "./_bench/companies.ts";
import { companiesTask } from "./_bench/companies_task.ts";
import { benchLoad } from "./_bench/load.ts";
import { benchRunner } from "./_bench/runner.ts";
import { benchSync } from "./_bench/sync.ts";

const USAGE = "deno task bench load|api|sync|runner|companies [--lines N] [--speed N]";
const HELP = `${USAGE}

  load        du Data Sharing à la table publiée, à côté du même travail par SQL seul ; --lines N
  api         tout ce que l'API donne d'une société, à sa limite ; --lines N, --speed N (horloge N fois plus rapide)
  sync        quelques lignes changées d'un grand livre, des deux sources ; --lines N
  runner      l'exécution des carnets, à côté de jupyter execute
  companies   N sociétés par plusieurs exécutants, deux fois de suite :
    --companies 200           nombre de sociétés
    --workers 1,2,4           nombres d'exécutants, l'un après l'autre
    --source firm,data-sharing
    --database URL            base vide à vous, par exemple le coordinateur d'un groupe Citus ; sinon un serveur intégré
    --speed 1 ou 20,1         nombre de fois la limite de Pennylane, à la première exécution et à la suivante
    --tokens 1                cabinets, chacun avec son jeton et sa part des sociétés
    --jobs 1                  carnets à la fois par exécutant
    --batch N                 sociétés par travail (défaut : celui de Penny)`;

/** Measures by name, with the ledger lines that each takes unless told otherwise. */
const MEASURES = {
  load: { run: (lines: number) => benchLoad(lines), lines: 1_000_000 },
  api: { run: benchApi, lines: 300_000 },
  sync: { run: (lines: number) => benchSync(lines), lines: 100_000 },
  runner: { run: () => benchRunner(), lines: 1 },
} as const;
const DEFAULT_SPEED = "4";

async function main(args: string[]): Promise<number> {
  if (args[0] === "companies") {
    await benchCompanies(companiesTask(args.slice(1)));
    return 0;
  }
  const { values, positionals } = parseCommandLine(args, {
    options: { lines: { type: "string" }, speed: { type: "string", default: DEFAULT_SPEED } },
    allowPositionals: true,
    usage: USAGE,
  });
  const [name = ""] = positionals;
  const measure = Object.hasOwn(MEASURES, name) && positionals.length === 1
    ? MEASURES[name as keyof typeof MEASURES]
    : null;
  const lines = Number(values.lines ?? measure?.lines);
  const speed = Number(values.speed);
  if (measure === null || ![lines, speed].every((n) => Number.isSafeInteger(n) && n >= 1)) {
    throw new UsageError(
      `Impossible de lancer la mesure « ${args.join(" ")} » : mesure inconnue, ou nombre ` +
        `qui n'est pas un entier d'au moins 1 ; usage : ${USAGE}`,
    );
  }
  await measure.run(lines, speed);
  return 0;
}

if (import.meta.main) await runCommand(main, { help: HELP });
