import {
  type Clock,
  fixedClock,
  parseCommandLine,
  plural,
  runCommand,
  systemClock,
  today,
  UsageError,
} from "../lib/base/mod.ts";
import { configClock, loadConfig } from "../lib/config/mod.ts";
import type { Database } from "../lib/connectors/postgres/mod.ts";
import { watchInterrupt } from "../lib/runs/mod.ts";
import {
  REAL_LIMIT,
  type SandboxApi,
  sandboxFirmToken,
  sandboxTokens,
  serveSandboxApi,
} from "../lib/sandbox/api/mod.ts";
import { openLive, runLive } from "../lib/sandbox/live/mod.ts";
import {
  type BooksOptions,
  loadSandbox,
  madeSandbox,
  type SandboxSummary,
} from "../lib/sandbox/mod.ts";
import { standInSettings } from "../lib/session/demo.ts";
import { openSandboxDatabase } from "../lib/warehouse/mod.ts";

const USAGE = "deno task sandbox [--seed N] [--date AAAA-MM-JJ] [--lines N] [--companies N] " +
  "[--orphans] [--mot-de-passe] [--port N] [--live [--pace N] [--refresh]]";
const DEFAULT_PACE = 20;
const MOST_PACE = 6_000;
const HELP = `${USAGE}

Fabrique des sociétés fictives aux comptes équilibrés et les sert comme le fait Data Sharing.

  --seed N            autre tirage (1 par défaut)
  --date AAAA-MM-JJ   jour des données (aujourd'hui par défaut)
  --lines N           environ N lignes d'écriture en tout
  --companies N       N sociétés au lieu de trois
  --orphans           ajoute les lignes d'une société absente de la table companies
  --mot-de-passe      affiche le mot de passe du rôle de lecture
  --port N            sert aussi l'API REST de Pennylane sur 127.0.0.1, jusqu'à Ctrl-C (0 : un port libre)
  --live              fait vivre ces sociétés, dans une base à elles, jusqu'à Ctrl-C
  --pace N            avec --live : N changements par minute (${DEFAULT_PACE} par défaut)
  --refresh           avec --live : Data Sharing suit chaque changement, au lieu de deux heures après
  --help              affiche cette aide`;
const DEFAULT_SEED = 1;
const LAST_PORT = 65_535;
/** Requests that the API reads at once. */
const API_CONNECTIONS = 8;

const OPTIONS = {
  seed: { type: "string" },
  date: { type: "string" },
  lines: { type: "string" },
  companies: { type: "string" },
  orphans: { type: "boolean" },
  "mot-de-passe": { type: "boolean" },
  port: { type: "string" },
  live: { type: "boolean" },
  pace: { type: "string" },
  refresh: { type: "boolean" },
} as const;

async function main(args: string[]): Promise<number> {
  const { values } = parseCommandLine(args, { options: OPTIONS, usage: USAGE });
  const apiPort = portOf(values.port);
  const pace = paceOf(values);
  const config = loadConfig({ needsCredentials: false });
  // Companies that move live on the machine's clock, whatever the day of the demonstration.
  const machine = pace === null ? configClock(config) : systemClock;
  const options: BooksOptions = {
    seed: integer("seed", values.seed) ?? DEFAULT_SEED,
    date: values.date ?? today(machine),
    companies: integer("companies", values.companies),
    lines: integer("lines", values.lines),
    orphans: values.orphans ?? false,
  };
  await using sandbox = await openSandboxDatabase(config, {
    maxConnections: apiPort === undefined && pace === null ? 2 : API_CONNECTIONS,
    moving: pace !== null,
  });
  await makeBooks(sandbox.db, options, pace !== null && asBefore(values));
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
  // Books of another day are served on that day: their feeds would be empty on any later one.
  const clock = values.date === undefined || pace !== null
    ? machine
    : fixedClock(new Date(`${values.date}T12:00:00Z`));
  if (apiPort === undefined && pace === null) return 0;
  using interrupt = watchInterrupt();
  await using _api = apiPort === undefined
    ? null
    : await serveApi(sandbox.db, { port: apiPort, clock });
  if (pace !== null) {
    const { signal } = interrupt;
    await moveCompanies(sandbox.db, {
      ...{ seed: options.seed, pace, refreshEachStep: values.refresh ?? false, signal },
    });
  } else await untilAborted(interrupt.signal);
  if (apiPort !== undefined) console.log("[INFO] API de démonstration arrêtée");
  return 0;
}

/** Whether nothing asks for other books than those that move already. */
function asBefore(values: Readonly<Record<string, unknown>>): boolean {
  return !["date", "lines", "companies", "orphans"].some((name) => values[name] !== undefined);
}

/** Makes the books, unless they are there; books that move go on when `goOn`. */
async function makeBooks(db: Database, options: BooksOptions, goOn: boolean): Promise<void> {
  const made = await madeSandbox(db);
  if (goOn && made?.moving && made.current && made.seed === options.seed) {
    console.log(
      `[INFO] Sociétés de démonstration reprises où elles en étaient (graine ${made.seed})`,
    );
    return;
  }
  const started = performance.now();
  const summary = await loadSandbox(db, options);
  console.log(summaryText(summary, options, performance.now() - started));
}

async function serveApi(
  db: Database,
  { port, clock }: { port: number; clock: Clock },
): Promise<SandboxApi> {
  const tokens = await sandboxTokens(db);
  const firm = sandboxFirmToken();
  const api = await serveSandboxApi(db, {
    ...{ port, clock, limitClock: systemClock, tokens, firms: [firm] },
  });
  const { requests, windowSeconds } = REAL_LIMIT;
  console.log(`[OK] API de démonstration à l'écoute ; Ctrl-C pour l'arrêter

  Adresse       ${api.baseUrl}
  Limite        ${requests} requêtes par ${windowSeconds} s et par jeton
  Jetons        ${
    tokens.map(({ token, companyName }) => `${token}  ${companyName}`).join("\n                ")
  }
  API Cabinet   ${api.firmBaseUrl}
  Son jeton     ${firm.token}  ${plural(tokens.length, "société")}
`);
  return api;
}

async function moveCompanies(
  db: Database,
  options: { seed: number; pace: number; refreshEachStep: boolean; signal: AbortSignal },
): Promise<void> {
  const { seed, pace, refreshEachStep, signal } = options;
  const live = await openLive(db, { seed, clock: systemClock, refreshEachStep });
  console.log(
    `[OK] Ces sociétés vivent, ${pace} changements par minute ; Ctrl-C pour les arrêter\n`,
  );
  const count = await runLive(live, { pace, signal, print: (line) => console.log(line) });
  console.log(`\n[INFO] ${plural(count, "changement")}`);
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function paceOf(
  values: { readonly live?: boolean; readonly pace?: string; readonly refresh?: boolean },
): number | null {
  if (!values.live) {
    if (values.pace === undefined && !values.refresh) return null;
    throw new UsageError(
      "Impossible de suivre « --pace » ou « --refresh » : les sociétés ne vivent qu'avec « --live » ; " +
        `usage : ${USAGE}`,
    );
  }
  const pace = integer("pace", values.pace) ?? DEFAULT_PACE;
  if (pace >= 1 && pace <= MOST_PACE) return pace;
  throw new UsageError(
    `Impossible de lire l'option « --pace » : « ${pace} » n'est pas entre 1 et ${MOST_PACE} ; usage : ${USAGE}`,
  );
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
