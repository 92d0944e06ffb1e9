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
import { type PreparedRun, prepareRun, type PrepareRunOptions } from "../lib/session/mod.ts";
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
      prepare(config, { runId, onProgress, parameters: request.parameters }),
    openView,
    signal: watch.signal,
  });
  if (open && !await openInBrowser(indexPage)) {
    console.log(`[INFO] Aucun navigateur trouvé : ouvrez ${indexPage}`);
  }
  return status;
}

async function prepare(config: Config, options: PrepareRunOptions): Promise<PreparedNotebooks> {
  const run = await prepareRun(config, options);
  await using warehouse = await openWarehouse(config, { maxConnections: 1 });
  const { mode, syntheticAsOf, faults } = run;
  return {
    setting: {
      mode,
      faults,
      connection: readersConnection(config, run),
      ...(syntheticAsOf === undefined ? {} : { syntheticAsOf }),
    },
    store: databaseRunStore(run.db),
    secrets: [warehouse.server.password, ...await keptPasswords(config.home)],
    [Symbol.asyncDispose]: () => run.close(),
  };
}

/** What Power BI and Excel connect with: the same as `deno task db connection` prints. */
function readersConnection(config: Config, { connection }: PreparedRun): PreparedRun["connection"] {
  const host = connection.host === "127.0.0.1" ? "localhost" : connection.host;
  const user = readersPassword(config) === null ? connection.user : READERS_ROLE;
  return { ...connection, host, user };
}
