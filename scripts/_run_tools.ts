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
import { prepareRun } from "../lib/session/mod.ts";
import { openWarehouse } from "../lib/warehouse/mod.ts";

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
    prepare: (runId, onProgress) => prepare(config, { runId, onProgress }),
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
  options: { readonly runId: string; readonly onProgress: (text: string) => void },
): Promise<PreparedNotebooks> {
  const run = await prepareRun(config, options);
  await using warehouse = await openWarehouse(config, { maxConnections: 1 });
  const { mode, syntheticAsOf, connection } = run;
  return {
    setting: { mode, connection, ...(syntheticAsOf === undefined ? {} : { syntheticAsOf }) },
    store: databaseRunStore(run.db),
    secrets: [warehouse.server.password, ...await keptPasswords(config.home)],
    [Symbol.asyncDispose]: () => run.close(),
  };
}
