import { openIncidents, sendTrial } from "../lib/alerts/mod.ts";
import type { KeptIncident } from "../lib/alerts/mod.ts";
import {
  alignColumns,
  describeError,
  parseCommandLine,
  PennyError,
  runCommand,
  UsageError,
} from "../lib/base/mod.ts";
import { loadConfig } from "../lib/config/mod.ts";
import { openWarehouse } from "../lib/warehouse/mod.ts";

const USAGE = "deno task alert test | list [--json]";

const HELP = `${USAGE}

Les alertes : courriels (PENNY_ALERT_EMAILS) et webhooks (PENNY_ALERT_WEBHOOKS), voyez docs/alertes.fr.md.

  test      envoie un message d'essai partout et dit ce qui est arrivé
  list      les incidents ouverts, et les avis qui n'ont pas pu être envoyés
  --json    pour un programme : un objet par incident
  --help    affiche cette aide

Statut de sortie : 0 ; test : 1 quand un envoi a échoué ; 2 réglages ou service à corriger.`;

type Config = ReturnType<typeof loadConfig>;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    options: { json: { type: "boolean" } },
    allowPositionals: true,
    usage: USAGE,
  });
  const [action, ...more] = positionals;
  if (more.length > 0 || (action !== "test" && action !== "list")) {
    const state = action === undefined ? "rien n'est demandé" : "test ou list est attendu";
    throw new UsageError(
      `Impossible de lire la commande « ${
        ["alert", ...positionals].join(" ")
      } » : ${state} ; usage : ${USAGE}`,
    );
  }
  const config = loadConfig({ needsCredentials: false });
  return action === "test" ? await test(config) : await list(config, values.json ?? false);
}

async function test(config: Config): Promise<number> {
  if (config.alerts === null) {
    throw new UsageError(
      "Impossible d'essayer les alertes : aucune adresse n'est réglée ; remplissez PENNY_ALERT_EMAILS ou PENNY_ALERT_WEBHOOKS",
    );
  }
  const results = await sendTrial(config);
  for (const { channel: { label }, error } of results) {
    console.log(error === null ? `[OK] ${label} : envoyé` : `[ERREUR] ${label} : ${error}`);
  }
  return results.every(({ error }) => error === null) ? 0 : 1;
}

async function list(config: Config, json: boolean): Promise<number> {
  const { incidents, fault } = await readIncidents(config);
  if (fault !== null) {
    console.error(describeError(fault));
    console.error("[INFO] Ne sont montrés que les incidents gardés sur cette machine");
  }
  if (json) { for (const incident of incidents) console.log(JSON.stringify(incident)); }
  else for (const line of lines(incidents, fault === null)) console.log(line);
  return fault === null ? 0 : 2;
}

/** What is kept in PENNY_HOME is shown also when the base cannot be read. */
async function readIncidents(
  config: Config,
): Promise<{ readonly incidents: readonly KeptIncident[]; readonly fault: PennyError | null }> {
  try {
    await using warehouse = await openWarehouse(config, { maxConnections: 1 });
    return { incidents: await openIncidents(warehouse.db, config.home), fault: null };
  } catch (fault) {
    if (!(fault instanceof PennyError)) throw fault;
    return { incidents: await openIncidents(null, config.home), fault };
  }
}

function lines(incidents: readonly KeptIncident[], all: boolean): string[] {
  if (incidents.length === 0) return all ? ["[OK] Aucun incident ouvert"] : [];
  const header = ["Depuis", "Incident", "Avis"];
  return alignColumns([header, ...incidents.map(row)]).flatMap((line, index) =>
    index === 0 ? [line] : [line, ...details(incidents[index - 1]!)]
  );
}

function row({ openedAt, closedAt, event, title, deliveries }: KeptIncident): string[] {
  const told = Object.values(deliveries).filter(({ error }) => error === null).length;
  const failed = Object.values(deliveries).length - told;
  const over = closedAt !== null && !event ? " (rétabli)" : "";
  const when = new Date(openedAt).toLocaleString("fr-FR", { timeZone: "Europe/Paris" });
  return [when, title + over, `envoyés : ${told}, en échec : ${failed}`];
}

function details({ cause, deliveries }: KeptIncident): string[] {
  const errors = Object.values(deliveries).filter(({ error }) => error !== null);
  return [
    `    ${cause}`,
    ...errors.map(({ error, attempts }) => `    non envoyé (essais : ${attempts}) : ${error}`),
  ];
}

if (import.meta.main) await runCommand(main, { help: HELP });
