import { loadConfig } from "../lib/config/mod.ts";
import {
  databaseRunStore,
  type InterruptWatch,
  keptPasswords,
  openInBrowser,
  openView,
  type PreparedNotebooks,
  runNotebooks,
  type RunRequest,
} from "../lib/runs/mod.ts";
import { type PreparedRun, prepareRun } from "../lib/session/mod.ts";
import { findCompany, selectCompanies, visibleCompanies } from "../lib/sync/mod.ts";
import { openWarehouse, READERS_ROLE, readersPassword } from "../lib/warehouse/mod.ts";

type Config = ReturnType<typeof loadConfig>;

/** What {@linkcode run} works with besides the request. */
export interface RunOptions {
  readonly config: Config;
  readonly watch: InterruptWatch;
  /** Opens the page of the run at the end. */
  readonly open: boolean;
}

/**
 * Executes notebooks on the user's own warehouse and sources.
 *
 * @param request Which notebooks, with which parameters.
 * @param options Settings.
 * @returns Exit status.
 */
export async function run(
  request: RunRequest,
  { config, watch, open }: RunOptions,
): Promise<number> {
  const { status, indexPage } = await runNotebooks(request, {
    place: config,
    prepare: (runId, onProgress) =>
      prepare(config, { runId, onProgress, societe: request.parameters.societe }),
    openView,
    signal: watch.signal,
  });
  if (open && !await openInBrowser(indexPage)) {
    console.log(`[INFO] Aucun navigateur trouvé : ouvrez ${indexPage}`);
  }
  return status;
}

async function prepare(
  config: Config,
  { societe, ...options }: {
    readonly runId: string;
    readonly onProgress: (text: string) => void;
    readonly societe: string | undefined;
  },
): Promise<PreparedNotebooks> {
  const run = await prepareRun(config, options);
  try {
    if (societe !== undefined) await refuseUnknownCompany(run, { config, societe });
  } catch (error) {
    await run.close();
    throw error;
  }
  await using warehouse = await openWarehouse(config, { maxConnections: 1 });
  const { mode, syntheticAsOf } = run;
  return {
    setting: {
      mode,
      connection: readersConnection(config, run),
      ...(syntheticAsOf === undefined ? {} : { syntheticAsOf }),
    },
    store: databaseRunStore(run.db),
    secrets: [warehouse.server.password, ...await keptPasswords(config.home)],
    [Symbol.asyncDispose]: () => run.close(),
  };
}

/** A company that does not exist would make every notebook fail: better nothing starts. */
async function refuseUnknownCompany(
  { db }: PreparedRun,
  { config, societe }: { readonly config: Config; readonly societe: string },
): Promise<void> {
  if (societe.trim().toLowerCase() === "auto") return;
  findCompany(selectCompanies(await visibleCompanies(db), config.companies), societe);
}

/** What Power BI and Excel connect with: the same as `deno task db connection` prints. */
function readersConnection(config: Config, { connection }: PreparedRun): PreparedRun["connection"] {
  const host = connection.host === "127.0.0.1" ? "localhost" : connection.host;
  const user = readersPassword(config) === null ? connection.user : READERS_ROLE;
  return { ...connection, host, user };
}
