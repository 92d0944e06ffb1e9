import { alignColumns, parseCommandLine, plural, runCommand, UsageError } from "../lib/base/mod.ts";
import { type Config, loadConfig } from "../lib/config/mod.ts";
import { serverStatus, stopServer } from "../lib/connectors/embedded_postgres/mod.ts";
import { DOMAIN_NAMES } from "../lib/domains/types.ts";
import { forgetCompany, traceOfCompany } from "../lib/sync/mod.ts";
import {
  adoptTables,
  BEFORE_SCHEMA,
  connectionText,
  embeddedFolder,
  openWarehouse,
  READERS_ROLE,
  readersPassword,
  rebuildState,
} from "../lib/warehouse/mod.ts";

const USAGE =
  "deno task db start | stop | status | connection [--mot-de-passe] | adopt | forget SOCIETE [--oui] | rebuild";

const HELP = `${USAGE}

La base PostgreSQL intégrée à Penny.

  start        la démarre (elle reste démarrée)
  stop         l'arrête ; les données sont gardées
  status       dit si elle est démarrée, où elle est
  connection   ce qu'il faut saisir dans Power BI, Excel et psql ; --mot-de-passe affiche aussi le mot de passe
  adopt        range dans le schéma ${BEFORE_SCHEMA} les tables que Penny n'a pas créées
  forget       retire de la base une société que Pennylane ne montre plus : nom, SIREN ou identifiant ;
               montre ce qui serait supprimé, et ne supprime qu'avec --oui
  rebuild      refait l'état de Penny quand des tables du schéma penny ont été supprimées ; les données sont gardées
  --help       affiche cette aide`;

/** What follows the first word. */
interface ActionOptions {
  readonly showPassword: boolean;
  readonly confirmed: boolean;
  /** Words after the first; only `forget` takes one. */
  readonly words: readonly string[];
}

/** What `penny.db` does by its first word. */
const ACTIONS: Readonly<Record<string, (config: Config, options: ActionOptions) => Promise<void>>> =
  {
    start,
    stop,
    status,
    connection,
    adopt,
    forget,
    rebuild,
  };

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    options: { "mot-de-passe": { type: "boolean" }, oui: { type: "boolean" } },
    allowPositionals: true,
    usage: USAGE,
  });
  const [name = "", ...words] = positionals;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  const expected = name === "forget" ? 1 : 0;
  if (action === undefined || words.length !== expected) {
    const state = action === undefined
      ? "action inconnue"
      : words.length < expected
      ? "il manque la société"
      : "il y a un mot de trop";
    throw new UsageError(
      `Impossible de comprendre la commande « db ${args.join(" ")} » : ${state} ; usage : ${USAGE}`,
    );
  }
  await action(loadConfig({ needsCredentials: false }), {
    showPassword: values["mot-de-passe"] === true,
    confirmed: values.oui === true,
    words,
  });
  return 0;
}

async function start(config: Config): Promise<void> {
  await using warehouse = await openWarehouse(config);
  const { host, port, database } = warehouse.server;
  const where = `${host}:${port}, base « ${database} »`;
  console.log(
    config.warehouse.kind === "server"
      ? `[OK] Le serveur PostgreSQL répond (${where}) : Penny ne démarre pas de base intégrée`
      : `[OK] La base de données est démarrée (${where}) ; « deno task db stop » l'arrête`,
  );
}

async function stop(config: Config): Promise<void> {
  const stopped = await stopServer({ folder: embeddedFolder(config) });
  console.log(
    stopped
      ? "[OK] La base de données intégrée est arrêtée"
      : "[INFO] La base de données intégrée n'était pas démarrée",
  );
}

async function status(config: Config): Promise<void> {
  const found = await serverStatus({ folder: embeddedFolder(config) });
  if (found.state === "running") {
    console.log(
      `[OK] La base de données intégrée est démarrée : PostgreSQL ${found.version}, port ${found.port}, processus ${found.pid}`,
    );
  } else if (found.state === "stopped") {
    console.log(`[INFO] La base de données intégrée est arrêtée (port ${found.port})`);
  } else {
    console.log("[INFO] La base de données intégrée n'est pas encore créée");
  }
  console.log(`       Dossier : ${found.folder}`);
  if (config.warehouse.kind === "embedded") return;
  await using warehouse = await openWarehouse(config);
  const { version } = await warehouse.db.one<{ version: string }>(
    "SELECT current_setting('server_version') AS version",
  );
  const { host, port, database } = warehouse.server;
  console.log(`[OK] Serveur ${host}:${port}, base « ${database} » : PostgreSQL ${version}`);
}

async function connection(config: Config, { showPassword }: ActionOptions): Promise<void> {
  await using warehouse = await openWarehouse(config);
  const password = readersPassword(config);
  const { host, port, database, user } = warehouse.server;
  console.log(connectionText({
    ...{ host, port, database, schema: config.schema },
    user: password === null ? user : READERS_ROLE,
    // Without the readers' role it is the user's own, which she wrote herself.
    password: password === null ? "(celui de POSTGRES_PASSWORD)" : showPassword ? password : null,
  }));
}

async function adopt(config: Config): Promise<void> {
  await using warehouse = await openWarehouse(config);
  const moved = await adoptTables(warehouse, [...DOMAIN_NAMES, "companies"]);
  console.log(
    moved.length === 0
      ? `[INFO] Le schéma « ${config.schema} » ne contient aucune table étrangère à Penny : rien à déplacer`
      : `[OK] ${moved.length} tables déplacées de « ${config.schema} » vers « ${BEFORE_SCHEMA} » : ${
        moved.join(", ")
      }`,
  );
}

async function forget(config: Config, { confirmed, words }: ActionOptions): Promise<void> {
  await using warehouse = await openWarehouse(config);
  const trace = await traceOfCompany(warehouse.db, words[0]!);
  const tables = [...trace.rows].map(([table, count]) => [table, plural(count, "ligne")]);
  for (const line of alignColumns(tables, { right: [1] })) console.log(`       ${line}`);
  if (!confirmed) {
    console.log(
      `[INFO] Rien n'a été supprimé. Pour retirer « ${trace.name} » de la base, sans retour : ` +
        `deno task db forget ${trace.companyId} --oui`,
    );
    return;
  }
  await forgetCompany(warehouse.db, trace);
  console.log(`[OK] « ${trace.name} » est retirée de la base`);
}

async function rebuild(config: Config): Promise<void> {
  const { missing, keptIn } = await rebuildState(config);
  console.log(
    keptIn === null
      ? "[INFO] L'état de Penny est complet : rien à refaire"
      : `[OK] L'état de Penny est refait (il manquait ${
        missing.join(", ")
      }) ; l'ancien est gardé dans le schéma « ${keptIn} ». Relancez deno task run-all : ce qui manque est relu`,
  );
}

if (import.meta.main) await runCommand(main, { help: HELP });
