import { describeError } from "../lib/base/mod.ts";
import type { loadConfig } from "../lib/config/mod.ts";
import { openLog } from "../lib/logs/mod.ts";
import {
  acquireRunLock,
  closeKilledRuns,
  createLogView,
  databaseRunStore,
  INTERRUPTED_STATUS,
  type InterruptWatch,
  joinViews,
  keptPasswords,
  openInBrowser,
  openView,
  type PreparedNotebooks,
  readVersions,
  requireFitKernel,
  runNotebooks,
  type RunRecord,
  type RunRequest,
  type RunView,
  watchInterrupt,
} from "../lib/runs/mod.ts";
import { prepareRun, type PrepareRunOptions } from "../lib/session/mod.ts";
import { reportEnding } from "./_run_alerts.ts";
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

/** What {@linkcode execute} works with. */
interface ExecuteOptions {
  readonly config: Config;
  readonly choice: RunChoice;
  readonly watch: InterruptWatch;
  readonly write: (line: string) => void;
}

async function execute(request: RunRequest, options: ExecuteOptions): Promise<number> {
  const { config, choice, watch, write } = options;
  const { killed = [] } = request;
  const log = openLog(config, { component: "run", secrets: await keptPasswords(config.home) });
  const seen: { begun: boolean; record: RunRecord | null } = { begun: false, record: null };
  const shown = createLogView(log);
  const logged: RunView = {
    ...shown,
    runEnded(record) {
      seen.record = record;
      shown.runEnded(record);
    },
  };
  const alert = async (ending: Parameters<typeof reportEnding>[1]) => {
    if (request.command !== "run-all") return;
    for (const note of await reportEnding(config, ending)) {
      write(note);
      log.info(note);
    }
  };
  try {
    const { status, indexPage } = await runNotebooks(request, {
      place: config,
      prepare(runId, onProgress) {
        seen.begun = true;
        return prepare(config, { runId, onProgress, parameters: request.parameters });
      },
      openView: (viewed) => joinViews([openView(viewed, choice), logged]),
      signal: watch.signal,
      write,
    });
    if (seen.record !== null) await alert({ record: seen.record, killed });
    if (choice.open && !await openInBrowser(indexPage)) {
      write(`[INFO] Aucun navigateur trouvé : ouvrez ${indexPage}`);
    }
    return status;
  } catch (error) {
    log.error(describeError(error));
    // what is wrong with the command line itself is told to who wrote it
    if (seen.begun) await alert({ error });
    throw error;
  }
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
