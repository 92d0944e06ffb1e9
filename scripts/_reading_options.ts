import { domainOf } from "../lib/domains/mod.ts";
import { parseNames } from "../lib/runs/mod.ts";

/** Options that say how Pennylane is read in one run. */
export const READING_OPTIONS = {
  "accept-shrink": { type: "string", multiple: true },
  "accept-imbalance": { type: "string", multiple: true },
  full: { type: "boolean" },
  since: { type: "string" },
  societe: { type: "string", multiple: true },
} as const;

/** What `--help` says of them. */
export const READING_OPTIONS_HELP =
  `  --full           relit tout dans Pennylane, au lieu des seuls changements
  --since DATE     relit les changements depuis cette date, AAAA-MM-JJ
  --societe a,b    ne lit que ces sociétés : noms, SIREN ou identifiants ; avec --full ou --since, ne relit qu'elles
  --accept-shrink a,b
                   tables dont beaucoup de lignes ont bien été supprimées dans Pennylane, pour cette exécution
  --accept-imbalance SOCIETE:EXERCICE
                   exercice déséquilibré dans Pennylane même, à lire quand même tant que l'écart ne change pas`;

/** The values of these options, as the command line gives them. */
export interface ReadingValues {
  readonly "accept-shrink"?: readonly string[];
  readonly "accept-imbalance"?: readonly string[];
  readonly full?: boolean;
  readonly since?: string;
  readonly societe?: readonly string[];
}

/**
 * The settings that these options stand for, for this run and its kernels.
 *
 * @param values Of the command line.
 * @returns Settings by name; none for an option that was not given.
 * @throws {UsageError} A table that does not exist.
 */
export function readingSettings(values: ReadingValues): Record<string, string> {
  const shrink = parseNames(values["accept-shrink"] ?? []).map((name) => domainOf(name).name);
  const companies = parseNames(values.societe ?? []);
  const imbalance = values["accept-imbalance"] ?? [];
  return {
    ...(shrink.length > 0 ? { PENNY_ACCEPT_SHRINK: shrink.join(",") } : {}),
    ...(imbalance.length > 0 ? { PENNY_ACCEPT_IMBALANCE: imbalance.join(",") } : {}),
    ...(companies.length > 0 ? { PENNY_SOCIETES: companies.join(",") } : {}),
    ...(values.full ? { PENNY_FULL: "1" } : {}),
    ...(values.since === undefined ? {} : { PENNY_SINCE: values.since }),
  };
}
