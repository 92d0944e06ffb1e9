import { parseCommandLine, runCommand, UsageError } from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import {
  type LoadedNotebook,
  loadNotebook,
  namedNotebooks,
  notebooksToRetry,
  readResumedRun,
  requireDenoVersion,
  resumedParameters,
  type RunRequest,
} from "../lib/runs/mod.ts";
import { failedAlone, readRunOptions, RUN_OPTIONS, RUN_OPTIONS_HELP } from "./_run_options.ts";
import type { RunChoice } from "./_run_options.ts";
import { run } from "./_run_tools.ts";

const USAGE =
  "deno task run FICHIER… [-p nom=valeur]… [--failed] [--budget nom=durée,…] [--jobs N] " +
  "[--follow] [--json] [--open]";

const HELP = `${USAGE}

Exécute un ou plusieurs carnets du dépôt et écrit dans outputs/ les carnets exécutés et leurs pages.

${RUN_OPTIONS_HELP}

Statut de sortie : 0 tout est à jour, 1 un carnet ou une société a échoué, 2 réglages ou service à corriger, 130 interrompu.`;

type Config = ReturnType<typeof loadConfig>;

/**
 * Executes the notebooks that are named.
 *
 * @param args Command line.
 * @returns Exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    options: RUN_OPTIONS,
    allowPositionals: true,
    usage: USAGE,
  });
  const choice = await readRunOptions(values);
  if (choice.failed && positionals.length > 0) throw failedAlone(positionals.join(" "));
  if (!choice.failed && positionals.length === 0) {
    throw new UsageError(
      `Impossible d'exécuter un carnet : aucun n'est nommé ; usage : ${USAGE}`,
    );
  }
  requireDenoVersion();
  const config = loadConfig();
  const first = choice.failed ? null : await requestOf(positionals, { config, choice });
  return await run(
    async (write) => first ?? await resume({ config, choice, write }),
    { command: "run", config, choice },
  );
}

interface Context {
  readonly config: Config;
  readonly choice: RunChoice;
}

async function requestOf(
  files: readonly string[],
  { config, choice }: Context,
): Promise<RunRequest> {
  const sources = await namedNotebooks(files, { root: config.root, cwd: Deno.cwd() });
  const notebooks = await Promise.all(sources.map(loadNotebook));
  const faults = notebooks.flatMap(({ fault }) => fault === null ? [] : [fault.message]);
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  const { parameters, jobs, budgets } = choice;
  return { command: "run", notebooks, parameters, jobs, budgets };
}

/** The notebooks of the last run that are not green; null when all are. */
async function resume(
  { config, choice, write }: Context & { readonly write: (line: string) => void },
): Promise<RunRequest | null> {
  const resumes = await readResumedRun(config.outputs, "run");
  const parameters = resumedParameters(resumes, choice.parameters);
  const left = notebooksToRetry(resumes);
  if (left.length === 0) {
    write(`[INFO] Rien à reprendre : tous les carnets de l'exécution ${resumes.runId} sont à jour`);
    return null;
  }
  write(
    `[INFO] Reprise de l'exécution ${resumes.runId} : ${left.map(({ name }) => name).join(", ")}`,
  );
  const files = left.map(({ file }) => `${config.root}/${file}`);
  const request = await requestOf(files, { config, choice: { ...choice, parameters } });
  return {
    ...request,
    notebooks: request.notebooks.map((one, i) => renamed(one, left[i])),
    resumes,
  };
}

/** Two files of one name were told apart; alone, the second would take the name of the first. */
function renamed(loaded: LoadedNotebook, entry: { readonly name: string } | undefined) {
  return { ...loaded, source: { ...loaded.source, name: entry?.name ?? loaded.source.name } };
}

if (import.meta.main) await runCommand(main, { help: HELP });
