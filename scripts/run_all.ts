import { parseCommandLine, runCommand } from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import {
  listNotebooks,
  loadNotebook,
  type NotebookSource,
  notebooksToRetry,
  parseNames,
  readResumedRun,
  requireDenoVersion,
  resumedParameters,
  type RunRequest,
  selectNotebooks,
} from "../lib/runs/mod.ts";
import { planLines } from "./_plan_lines.ts";
import { READING_OPTIONS, READING_OPTIONS_HELP, readingSettings } from "./_reading_options.ts";
import { planRun } from "../lib/session/mod.ts";
import { failedAlone, readRunOptions, RUN_OPTIONS, RUN_OPTIONS_HELP } from "./_run_options.ts";
import type { RunChoice } from "./_run_options.ts";
import { run } from "./_run_tools.ts";

const USAGE =
  "deno task run-all [--only a,b] [--skip a,b] [-p nom=valeur]… [--failed] [--plan] [--full] [--since DATE] " +
  "[--accept-shrink a,b] [--accept-imbalance SOCIETE:EXERCICE] [--budget nom=durée,…] [--jobs N] [--follow] [--json] [--open]";

const HELP = `${USAGE}

Exécute les douze carnets, met à jour la base et écrit dans outputs/ les carnets exécutés et leurs pages.
Votre copie dans carnets/ remplace le carnet livré du même nom.

  --only a,b       ces carnets seulement ; noms avec ou sans numéro, * et ? acceptés
  --skip a,b       tous sauf ceux-ci
  --plan           montre ce qui serait lu dans Pennylane, pourquoi et en combien de temps, sans rien lire
${READING_OPTIONS_HELP}
${RUN_OPTIONS_HELP}

Statut de sortie : 0 tout est à jour, 1 un carnet ou une société a échoué, 2 réglages ou service à corriger, 130 interrompu.`;

type Config = ReturnType<typeof loadConfig>;

/**
 * Executes the twelve notebooks.
 *
 * @param args Command line.
 * @returns Exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: {
      ...RUN_OPTIONS,
      ...READING_OPTIONS,
      plan: { type: "boolean" },
      only: { type: "string", multiple: true },
      skip: { type: "string", multiple: true },
    },
    usage: USAGE,
  });
  requireDenoVersion();
  const choice = await readRunOptions(values);
  const kernelEnv = readingSettings(values);
  const config = loadConfig({ overrides: kernelEnv });
  if (values.plan) {
    for (const line of planLines(await planRun(config), config)) console.log(line);
    return 0;
  }
  const selection = { only: parseNames(values.only ?? []), skip: parseNames(values.skip ?? []) };
  if (choice.failed && values.only !== undefined) throw failedAlone("--only");
  if (choice.failed && values.skip !== undefined) throw failedAlone("--skip");
  const sources = selectNotebooks(await listNotebooks(config), selection);
  return await run(async (write) => {
    const request = choice.failed
      ? await resume(sources, { config, choice, write })
      : await begin(sources, { choice, write });
    return request === null ? null : { ...request, kernelEnv };
  }, { command: "run-all", config, choice });
}

type Write = (line: string) => void;

async function begin(
  sources: readonly NotebookSource[],
  { choice, write }: { readonly choice: RunChoice; readonly write: Write },
): Promise<RunRequest> {
  for (const source of sources.filter((one) => one.origin === "copy")) {
    const stale = source.shippedIsNewer ? " ; le carnet livré est plus récent" : "";
    write(`[INFO] ${source.name} : votre copie de carnets/ est exécutée${stale}`);
  }
  const { parameters, jobs, budgets } = choice;
  const notebooks = await Promise.all(sources.map(loadNotebook));
  return { command: "run-all", notebooks, parameters, jobs, budgets };
}

/** The notebooks of the last run that are not green; null when all are. */
async function resume(
  sources: readonly NotebookSource[],
  { config, choice, write }: {
    readonly config: Config;
    readonly choice: RunChoice;
    readonly write: Write;
  },
): Promise<RunRequest | null> {
  const resumes = await readResumedRun(config.outputs, "run-all");
  const parameters = resumedParameters(resumes, choice.parameters);
  const names = new Set(notebooksToRetry(resumes).map(({ name }) => name));
  const left = sources.filter(({ name }) => names.has(name));
  if (left.length === 0) {
    write(`[INFO] Rien à reprendre : tous les carnets de l'exécution ${resumes.runId} sont à jour`);
    return null;
  }
  write(
    `[INFO] Reprise de l'exécution ${resumes.runId} : ${left.map(({ name }) => name).join(", ")}`,
  );
  return { ...await begin(left, { choice: { ...choice, parameters }, write }), resumes };
}

if (import.meta.main) await runCommand(main, { help: HELP });
