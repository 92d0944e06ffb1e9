import { parseCommandLine, runCommand, UsageError } from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import {
  loadNotebook,
  namedNotebooks,
  parseGivenParameters,
  parseJobs,
  requireDenoVersion,
  watchInterrupt,
} from "../lib/runs/mod.ts";
import { run } from "./_run_tools.ts";

const USAGE = "deno task run FICHIER… [-p nom=valeur]… [--jobs N] [--open]";

const HELP = `${USAGE}

Exécute un ou plusieurs carnets du dépôt et écrit dans outputs/ les carnets exécutés et leurs pages.

  -p nom=valeur    donne un paramètre aux carnets qui le déclarent ; peut être répété
  --jobs N         nombre de carnets exécutés à la fois (défaut : le nombre de cœurs, au moins 2)
  --open           ouvre la page de l'exécution à la fin
  --help           affiche cette aide

Statut de sortie : 0 tout est à jour, 1 un carnet ou une société a échoué, 2 réglages ou service à corriger, 130 interrompu.`;

/**
 * Executes the notebooks that are named.
 *
 * @param args Command line.
 * @returns Exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    options: {
      parametre: { type: "string", multiple: true, short: "p" },
      jobs: { type: "string" },
      open: { type: "boolean" },
    },
    allowPositionals: true,
    usage: USAGE,
  });
  if (positionals.length === 0) {
    throw new UsageError(
      `Impossible d'exécuter un carnet : aucun n'est nommé ; usage : ${USAGE}`,
    );
  }
  requireDenoVersion();
  const parameters = parseGivenParameters(values.parametre ?? []);
  const jobs = parseJobs(values.jobs);
  const config = loadConfig();
  const sources = await namedNotebooks(positionals, { root: config.root, cwd: Deno.cwd() });
  const notebooks = await Promise.all(sources.map(loadNotebook));
  const faults = notebooks.flatMap(({ fault }) => fault === null ? [] : [fault.message]);
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  using watch = watchInterrupt();
  const open = values.open ?? false;
  return await run({ command: "run", notebooks, parameters, jobs }, { config, watch, open });
}

if (import.meta.main) await runCommand(main, { help: HELP });
