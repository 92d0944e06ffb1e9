import type { ParseArgsConfig } from "node:util";
import { UsageError } from "../lib/base/mod.ts";
import {
  type GivenParameters,
  parseBudgets,
  parseGivenParameters,
  parseJobs,
  readParameters,
  type RunRequest,
} from "../lib/runs/mod.ts";

/** The options that `run-all` and `run` share, for `parseCommandLine`. */
export const RUN_OPTIONS = {
  parametre: { type: "string", multiple: true, short: "p" },
  params: { type: "string" },
  failed: { type: "boolean" },
  budget: { type: "string", multiple: true },
  jobs: { type: "string" },
  "no-wait": { type: "boolean" },
  follow: { type: "boolean" },
  json: { type: "boolean" },
  open: { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

/** Their French help. */
export const RUN_OPTIONS_HELP =
  `  -p nom=valeur    donne un paramètre aux carnets qui le déclarent ; peut être répété
  --params F.json  donne les paramètres d'un objet JSON { "nom": valeur } ; -p l'emporte
  --failed         reprend la dernière exécution : seuls les carnets en échec, interrompus ou non atteints
                   sont exécutés, les autres sont repris tels quels
  --budget nom=durée,…
                   temps accordé : demarrage (d'un noyau, défaut 60s), cellule et carnet (défaut : aucun),
                   silence (d'une cellule qui n'affiche rien, défaut 30m) ; durées 90s, 10m, 2h, ou aucun
  --jobs N         nombre de carnets exécutés à la fois (défaut : le nombre de cœurs, au moins 2)
  --no-wait        n'attend pas la fin d'une autre exécution : statut 2
  --follow         montre ce que les cellules écrivent pendant qu'elles travaillent
  --json           écrit sur la sortie standard un événement JSON par ligne (docs/executions.fr.md)
  --open           ouvre la page de l'exécution à la fin
  --help           affiche cette aide`;

/** What {@linkcode readRunOptions} reads. */
export interface RunOptionValues {
  readonly parametre?: string[];
  readonly params?: string;
  readonly failed?: boolean;
  readonly budget?: string[];
  readonly jobs?: string;
  readonly "no-wait"?: boolean;
  readonly follow?: boolean;
  readonly json?: boolean;
  readonly open?: boolean;
}

/** How a run is asked for, whatever its notebooks. */
export interface RunChoice {
  readonly parameters: GivenParameters;
  readonly budgets: NonNullable<RunRequest["budgets"]>;
  readonly jobs: number;
  readonly failed: boolean;
  readonly wait: boolean;
  readonly follow: boolean;
  readonly json: boolean;
  readonly open: boolean;
}

/**
 * Reads the options that `run-all` and `run` share.
 *
 * @param values Of the command line.
 * @returns What was asked for.
 * @throws {UsageError} A value that does not fit.
 */
export async function readRunOptions(values: RunOptionValues): Promise<RunChoice> {
  const given = parseGivenParameters(values.parametre ?? []);
  const { failed = false, follow = false, json = false, open = false } = values;
  return {
    parameters: {
      ...(values.params === undefined ? {} : await readParameters(values.params)),
      ...given,
    },
    budgets: parseBudgets(values.budget ?? []),
    jobs: parseJobs(values.jobs),
    failed,
    wait: !(values["no-wait"] ?? false),
    follow,
    json,
    open,
  };
}

/**
 * Refuses notebooks that are chosen where the last run chooses them.
 *
 * @param option The other option or argument, as it was written.
 * @returns An error to throw.
 */
export function failedAlone(option: string): UsageError {
  return new UsageError(
    `Impossible d'employer --failed avec « ${option} » : --failed reprend les carnets de la dernière exécution ; ` +
      "retirez l'un des deux",
  );
}
