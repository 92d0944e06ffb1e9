import {
  type Clock,
  fixedClock,
  parseCommandLine,
  runCommand,
  systemClock,
  today,
  UsageError,
} from "../lib/base/mod.ts";
import { configClock, loadConfig } from "../lib/config/mod.ts";
import type { Database } from "../lib/connectors/postgres/mod.ts";
import { watchInterrupt } from "../lib/runs/mod.ts";
import { REAL_LIMIT, sandboxTokens, serveSandboxApi } from "../lib/sandbox/api/mod.ts";
import { type BooksOptions, loadSandbox, type SandboxSummary } from "../lib/sandbox/mod.ts";
import { standInSettings } from "../lib/session/demo.ts";
import { openSandboxDatabase } from "../lib/warehouse/mod.ts";

const USAGE = "deno task sandbox [--seed N] [--date AAAA-MM-JJ] [--lines N] [--companies N] " +
  "[--orphans] [--mot-de-passe] [--port N]";
const HELP = `${USAGE}

Fabrique des sociétés fictives aux comptes équilibrés et les sert comme le fait Data Sharing.

  --seed N            autre tirage (1 par défaut)
  --date AAAA-MM-JJ   jour des données (aujourd'hui par défaut)
  --lines N           environ N lignes d'écriture en tout
  --companies N       N sociétés au lieu de trois
  --orphans           ajoute les lignes d'une société absente de la table companies
  --mot-de-passe      affiche le mot de passe du rôle de lecture
  --port N            sert aussi l'API REST de Pennylane sur 127.0.0.1, jusqu'à Ctrl-C (0 : un port libre)
  --help              affiche cette aide`;
const DEFAULT_SEED = 1;
const LAST_PORT = 65_535;
/** Requests that the API reads at once. */
const API_CONNECTIONS = 8;

async function main(args: string[]): Promise<number> {
  const { values } = parseCommandLine(args, {
    options: {
      seed: { type: "string" },
      date: { type: "string" },
      lines: { type: "string" },
      companies: { type: "string" },
      orphans: { type: "boolean" },
      "mot-de-passe": { type: "boolean" },
      port: { type: "string" },
    },
    usage: USAGE,
  });
  const apiPort = portOf(values.port);
  const config = loadConfig({ needsCredentials: false });
  const options: BooksOptions = {
    seed: integer("seed", values.seed) ?? DEFAULT_SEED,
    date: values.date ?? today(configClock(config)),
    companies: integer("companies", values.companies),
    lines: integer("lines", values.lines),
    orphans: values.orphans ?? false,
  };
  await using sandbox = await openSandboxDatabase(config, {
    maxConnections: apiPort === undefined ? 2 : API_CONNECTIONS,
  });
  const started = performance.now();
  const summary = await loadSandbox(sandbox.db, options);
  console.log(summaryText(summary, options, performance.now() - started));
  const { host, port, database, user, password } = await standInSettings(config, sandbox);
  console.log(`
Pour lire ces données comme Data Sharing (données synthétiques, aucune société réelle)

  Serveur       ${host}
  Port          ${port}
  Base          ${database}
  Schémas       pennylane, etl
  Utilisateur   ${user}
  Mot de passe  ${values["mot-de-passe"] ? password : "(ajoutez --mot-de-passe pour l'afficher)"}
`);
  if (apiPort !== undefined) {
    // Books of another day are served on that day: their feeds would be empty on any later one.
    const clock = values.date === undefined
      ? configClock(config)
      : fixedClock(new Date(`${values.date}T12:00:00Z`));
    await serveApi(sandbox.db, { port: apiPort, clock });
  }
  return 0;
}

async function serveApi(
  db: Database,
  { port, clock }: { port: number; clock: Clock },
): Promise<void> {
  using interrupt = watchInterrupt();
  const tokens = await sandboxTokens(db);
  await using api = await serveSandboxApi(db, { port, clock, limitClock: systemClock, tokens });
  const { requests, windowSeconds } = REAL_LIMIT;
  console.log(`[OK] API de démonstration à l'écoute ; Ctrl-C pour l'arrêter

  Adresse       ${api.baseUrl}
  Limite        ${requests} requêtes par ${windowSeconds} s et par jeton
  Jetons        ${
    tokens.map(({ token, companyName }) => `${token}  ${companyName}`).join("\n                ")
  }
`);
  await new Promise<void>((resolve) => {
    if (interrupt.signal.aborted) return resolve();
    interrupt.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  console.log("[INFO] API de démonstration arrêtée");
}

function portOf(text: string | undefined): number | undefined {
  const port = integer("port", text);
  if (port === undefined || (port >= 0 && port <= LAST_PORT)) return port;
  throw new UsageError(
    `Impossible de lire l'option « --port » : « ${port} » n'est pas un port (0 à ${LAST_PORT}) ; ` +
      `usage : ${USAGE}`,
  );
}

function integer(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,15}$/.test(text)) {
    throw new UsageError(
      `Impossible de lire l'option « --${name} » : « ${text} » n'est pas un entier ; usage : ${USAGE}`,
    );
  }
  return Number(text);
}

function summaryText(summary: SandboxSummary, options: BooksOptions, ms: number): string {
  const count = (value: number) => value.toLocaleString("fr-FR");
  const books = `${count(summary.companies)} sociétés de démonstration, ` +
    `${count(summary.ledgerLines)} lignes d'écriture (graine ${options.seed}, au ${options.date})`;
  return summary.made
    ? `[OK] ${books}, en ${(ms / 1000).toFixed(1).replace(".", ",")} s`
    : `[INFO] Déjà à jour : ${books}`;
}

if (import.meta.main) await runCommand(main, { help: HELP });
