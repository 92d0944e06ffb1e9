import { parseCommandLine, runCommand } from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import { domainOf } from "../lib/domains/mod.ts";
import {
  listNotebooks,
  loadNotebook,
  parseGivenParameters,
  parseJobs,
  parseNames,
  requireDenoVersion,
  selectNotebooks,
  watchInterrupt,
} from "../lib/runs/mod.ts";
import { run } from "./_run_tools.ts";

const USAGE =
  "deno task run-all [--only a,b] [--skip a,b] [-p nom=valeur]… [--accept-shrink a,b] " +
  "[--jobs N] [--open]";

const HELP = `${USAGE}

Exécute les douze carnets, met à jour la base et écrit dans outputs/ les carnets exécutés et leurs pages.
Votre copie dans carnets/ remplace le carnet livré du même nom.

  --only a,b       ces carnets seulement ; noms avec ou sans numéro, * et ? acceptés
  --skip a,b       tous sauf ceux-ci
  -p nom=valeur    donne un paramètre aux carnets qui le déclarent ; peut être répété
  --accept-shrink a,b
                   tables dont beaucoup de lignes ont bien été supprimées dans Pennylane, pour cette exécution
  --jobs N         nombre de carnets exécutés à la fois (défaut : le nombre de cœurs, au moins 2)
  --open           ouvre la page de l'exécution à la fin
  --help           affiche cette aide

Statut de sortie : 0 tout est à jour, 1 un carnet ou une société a échoué, 2 réglages ou service à corriger, 130 interrompu.`;

/**
 * Executes the twelve notebooks.
 *
 * @param args Command line.
 * @returns Exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: {
      only: { type: "string", multiple: true },
      skip: { type: "string", multiple: true },
      parametre: { type: "string", multiple: true, short: "p" },
      "accept-shrink": { type: "string", multiple: true },
      jobs: { type: "string" },
      open: { type: "boolean" },
    },
    usage: USAGE,
  });
  requireDenoVersion();
  const parameters = parseGivenParameters(values.parametre ?? []);
  const jobs = parseJobs(values.jobs);
  const accepted = parseNames(values["accept-shrink"] ?? []).map((name) => domainOf(name).name);
  const config = withAcceptedShrink(loadConfig(), accepted);
  const selection = { only: parseNames(values.only ?? []), skip: parseNames(values.skip ?? []) };
  const sources = selectNotebooks(await listNotebooks(config), selection);
  for (const source of sources.filter((one) => one.origin === "copy")) {
    const stale = source.shippedIsNewer ? " ; le carnet livré est plus récent" : "";
    console.log(`[INFO] ${source.name} : votre copie de carnets/ est exécutée${stale}`);
  }
  using watch = watchInterrupt();
  const notebooks = await Promise.all(sources.map(loadNotebook));
  const open = values.open ?? false;
  const kernelEnv: Record<string, string> = accepted.length > 0
    ? { PENNY_ACCEPT_SHRINK: accepted.join(",") }
    : {};
  const request = { command: "run-all", notebooks, parameters, jobs, kernelEnv } as const;
  return await run(request, { config, watch, open });
}

/** The option counts instead of the setting, for this run. */
function withAcceptedShrink<T extends object>(config: T, acceptShrink: readonly string[]): T {
  return acceptShrink.length > 0 ? { ...config, acceptShrink } : config;
}

if (import.meta.main) await runCommand(main, { help: HELP });
