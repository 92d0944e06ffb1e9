import { loadConfig } from "../lib/config/mod.ts";
import {
  acquireRunLock,
  closeKilledRuns,
  databaseRunStore,
  INTERRUPTED_STATUS,
  type InterruptWatch,
  keptPasswords,
  openInBrowser,
  openView,
  type PreparedNotebooks,
  readVersions,
  requireFitKernel,
  runNotebooks,
  type RunRequest,
  watchInterrupt,
} from "../lib/runs/mod.ts";
import { prepareRun, type PrepareRunOptions } from "../lib/session/mod.ts";
import type { RunChoice } from "./_run_options.ts";

type Config = ReturnType<typeof loadConfig>;

/** What {@linkcode run} works with besides the request. */
export interface RunOptions {
  readonly command: RunRequest["command"];
  readonly config: Config;
  readonly choice: RunChoice;
}

/**
 * Executes notebooks on the user's own warehouse and sources, once no other run works in the same folders.
 *
 * @param plan Which notebooks, with which parameters; asked once the lock is held. Null: there is nothing to do.
 * @param options Settings.
 * @returns Exit status.
 */
export async function run(
  plan: (write: (line: string) => void) => Promise<RunRequest | null>,
  { command, config, choice }: RunOptions,
): Promise<number> {
  // standard output holds nothing but events when they are asked for
  const write = choice.json ? console.error : console.log;
  using watch = watchInterrupt();
  const { signal } = watch;
  const { penny } = await readVersions(config.root);
  await requireFitKernel({ home: config.home, penny });
  const { wait } = choice;
  const folders = [config.outputs, config.home];
  await using lock = await acquireRunLock(folders, { command, wait, signal, note: write });
  if (lock === null) return INTERRUPTED_STATUS;
  const killed = await closeKilledRuns(config.outputs);
  for (const runId of choice.failed ? [] : killed) {
    write(`[INFO] L'exécution ${runId} a été arrêtée avant sa fin ; --failed l'aurait reprise`);
  }
  const request = await plan(write);
  if (request === null) return 0;
  return await execute({ ...request, killed }, { config, choice, watch, write });
}

async function execute(
  request: RunRequest,
  { config, choice, watch, write }: {
    readonly config: Config;
    readonly choice: RunChoice;
    readonly watch: InterruptWatch;
    readonly write: (line: string) => void;
  },
): Promise<number> {
  const { status, indexPage } = await runNotebooks(request, {
    place: config,
    prepare: (runId, onProgress) =>
      prepare(config, { runId, onProgress, parameters: request.parameters }),
    openView: (viewed) => openView(viewed, choice),
    signal: watch.signal,
    write,
  });
  if (choice.open && !await openInBrowser(indexPage)) {
    write(`[INFO] Aucun navigateur trouvé : ouvrez ${indexPage}`);
  }
  return status;
}

async function prepare(config: Config, options: PrepareRunOptions): Promise<PreparedNotebooks> {
  const run = await prepareRun(config, options);
  const { mode, syntheticAsOf, faults } = run;
  return {
    setting: {
      mode,
      faults,
      connection: run.readers,
      ...(syntheticAsOf === undefined ? {} : { syntheticAsOf }),
    },
    store: databaseRunStore(run.db, { keepRuns: config.keepRuns }),
    tieOut: () => run.tieOut(),
    secrets: [run.password, ...await keptPasswords(config.home)],
    [Symbol.asyncDispose]: () => run.close(),
  };
}
