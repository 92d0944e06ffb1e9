import type { Config, ConfigInspection, SettingFault } from "../config/mod.ts";
import { domainOf, SOURCE_TITLES } from "../domains/mod.ts";
import { readSourceChoice } from "../sync/mod.ts";
import { cutSentence, tellError } from "./tell_error.ts";
import type { Finding } from "./types.ts";

const IN_FILE = "dans le fichier .env, à côté de deno.json (modèle : .env.example)";
const IN_ENVIRONMENT = "dans les variables d'environnement, où il est rempli";

/**
 * What is set, and what is wrong about it.
 *
 * @param inspection Settings and faults.
 */
export function* settingsChecks(inspection: ConfigInspection): Generator<Finding> {
  const { config, faults, hasFile } = inspection;
  if (config) yield modeOf(config);
  const forDemo = config?.demo ? ", ce qui suffit pour la démonstration" : "";
  yield {
    label: "Fichier .env",
    status: "info",
    detail: hasFile
      ? "présent à côté de deno.json"
      : `absent, seul l'environnement est lu${forDemo}`,
  };
  for (const fault of faults) yield faultOf(fault);
  if (faults.length === 0) yield { label: "Réglages", status: "ok", detail: "tous lisibles" };
  if (config) yield* choices(config);
}

function modeOf(config: Config): Finding {
  const set = [
    ...(config.dataSharing === null ? [] : ["Data Sharing"]),
    ...(config.api === null ? [] : ["API"]),
    ...(config.firm === null ? [] : ["API Cabinet"]),
  ];
  const alone = set[0] === "Data Sharing" ? "seul" : "seule";
  const sources = set.length === 1
    ? `${set[0]} ${alone}`
    : new Intl.ListFormat("fr").format(set) || "aucune source réglée";
  return {
    label: "Mode",
    status: "info",
    detail: config.demo
      ? `démonstration, sociétés fictives (${sources})`
      : `données réelles (${sources})`,
  };
}

function faultOf({ key, text }: SettingFault): Finding {
  if (key === null) {
    return { label: "Dossier et fichier", status: "error", exitStatus: 2, ...cutSentence(text) };
  }
  const { detail, remedy = remedyOf(key, text) } = cutSentence(text);
  return { label: key, status: "error", exitStatus: 2, detail, remedy };
}

function remedyOf(key: string, text: string): string {
  const where = text.includes("lu dans l'environnement") ? IN_ENVIRONMENT : IN_FILE;
  const verb = text.startsWith("réglage inconnu") ? "retirez ou renommez" : "corrigez";
  return `${verb} ${key} ${where}`;
}

/** What narrows or steers the reading. */
function* choices(config: Config): Generator<Finding> {
  for (const [name, source] of Object.entries(config.sourceChoice)) {
    try {
      readSourceChoice({ [name]: source });
      const { title } = domainOf(name);
      yield {
        label: "PENNY_SOURCES",
        status: "info",
        detail: `${title} (${name}) : ${SOURCE_TITLES[source]}`,
      };
    } catch (error) {
      const told = tellError(error);
      const detail = `table « ${name} » : ${told.detail}`;
      yield { label: "PENNY_SOURCES", status: "error", ...told, detail };
    }
  }
  if (config.companies.length === 0) return;
  yield {
    label: "PENNY_SOCIETES",
    status: "info",
    detail: `seules ces sociétés seront lues : ${config.companies.join(", ")}`,
  };
}
