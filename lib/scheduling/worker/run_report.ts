import { join } from "node:path";
import { PennyError } from "../../base/mod.ts";
import type { Config } from "../../config/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import {
  acquireRunLock,
  createRedactor,
  listRunFolders,
  notReached,
  pruneRunFolders,
  readRunRecord,
  replaceLatest,
  type RunFolder,
  type RunRecord,
  writeIndexPage,
  writeRunRecord,
} from "../../runs/mod.ts";
import { type QueuedRun, readQueuedRun, type RunTail } from "./run_head.ts";

const LOCK_LIMIT_MS = 10_000;
/** Notebooks, batches counted, from which the record is written less often. */
const LONG_RUN = 60;
const LONG_RUN_MS = 15_000;

/** What {@linkcode writeReport} works with. */
export interface ReportPlace {
  readonly config: Config;
  readonly db: Queryable;
}

/**
 * The record of a queued run.
 *
 * @param run As its jobs have left it.
 * @param tail How it ended; null: it goes on.
 * @returns As `run-all` records it; notebooks that no job reached are interrupted once the run has ended.
 */
export function recordOf(
  { head, results }: Pick<QueuedRun, "head" | "results">,
  tail: RunTail | null,
): RunRecord {
  const planned = head.planned.map(({ notebook: _, batch: __, ...entry }) => entry);
  const known = new Set(results.map(({ name }) => name));
  const missed = tail === null ? [] : planned.filter(({ name }) => !known.has(name))
    .map((entry) => notReached(entry, { reason: "non exécuté", at: tail.endedAt }));
  const place = new Map(planned.map(({ name }, i) => [name, i]));
  const notebooks = [...results, ...missed]
    .sort((a, b) => place.get(a.name)! - place.get(b.name)!);
  return {
    ...head.record,
    ...{ planned, notebooks, pid: Deno.pid },
    ...(tail?.tieOuts == null ? {} : { tieOuts: tail.tieOuts }),
    status: tail?.status ?? "running",
    endedAt: tail?.endedAt ?? null,
  };
}

/** The last record of a long run that this process wrote. */
const longRun = { runId: "", at: -Infinity };

/**
 * Writes `run.json` and `index.html` of a queued run into its folder on this machine, as the warehouse knows it now. Several
 * workers may do so at once: each reads and writes under a lock, so none writes what is older. Of a run of hundreds of jobs
 * not each writes all of it.
 *
 * @param runId The run.
 * @param place Where.
 */
export async function writeReport(runId: string, place: ReportPlace): Promise<void> {
  if (runId === longRun.runId && performance.now() - longRun.at < LONG_RUN_MS) return;
  await using _lock = await lockReports(place.config);
  const record = await write(runId, place);
  if (record !== null && record.planned.length > LONG_RUN) {
    Object.assign(longRun, { runId, at: performance.now() });
  }
}

/** A worker that was stopped while it held the lock must not stop the others: a late record is mended by the next one. */
function lockReports({ home }: Config): Promise<AsyncDisposable | null> {
  return acquireRunLock([join(home, "reports")], {
    ...{ command: "worker", wait: true, signal: AbortSignal.timeout(LOCK_LIMIT_MS), note() {} },
  });
}

async function write(runId: string, { config, db }: ReportPlace): Promise<RunRecord | null> {
  const folder = join(config.outputs, runId);
  const run = await readQueuedRun(db, runId);
  if (run === null) return null;
  const record = await withoutForeignCopies(recordOf(run, run.tail), folder);
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  // what the jobs recorded is clean already
  const redactor = createRedactor({ secrets: config.secrets });
  await writeRunRecord(folder, record, { redactor });
  await writeIndexPage(folder, record, redactor);
  return record;
}

/** A copy that another machine executed is not in this folder, and the index must not link to it. */
async function withoutForeignCopies(record: RunRecord, folder: string): Promise<RunRecord> {
  const notebooks = await Promise.all(record.notebooks.map(async (result) => {
    const here = await Deno.stat(join(folder, `${result.name}.html`)).then(() => true, () => false);
    return { ...result, hasCopy: result.hasCopy && here };
  }));
  return { ...record, notebooks };
}

/**
 * Ends the records of queued runs that have ended, wherever their last job was done, and shows the last of them in
 * `outputs/latest`.
 *
 * @param config Settings.
 * @param options The warehouse; who is told.
 */
export async function endLocalReports(
  config: Config,
  { db, note }: { readonly db: Queryable; readonly note: (line: string) => void },
): Promise<void> {
  for (const folder of await listRunFolders(config.outputs)) {
    const record = await readRunRecord(folder.path);
    if (record?.command !== "schedule" || record.status !== "running") continue;
    const run = await readQueuedRun(db, folder.runId);
    if (run?.tail == null) continue;
    await using lock = await shareOutputs(config);
    if (lock === null) return; // a run wants them alone: at the next look
    await showEnded(folder, { config, db, note });
  }
}

/**
 * Writes the last record of a run into its folder, makes `outputs/latest` the same and removes what is too old.
 *
 * @param folder Of the run.
 * @param options Where; who is told.
 */
export async function showEnded(
  folder: RunFolder,
  { config, db, note }: ReportPlace & { readonly note: (line: string) => void },
): Promise<void> {
  await using _lock = await lockReports(config);
  await write(folder.runId, { config, db });
  await removeUnfinished(folder);
  try {
    await replaceLatest(config.outputs, folder);
    await pruneRunFolders(config.outputs, config.keepRuns);
  } catch (error) {
    if (!(error instanceof PennyError)) throw error;
    note(`[ERREUR] ${error.message}`);
  }
}

async function shareOutputs({ outputs, home }: Config): Promise<AsyncDisposable | null> {
  return await acquireRunLock([outputs, home], {
    ...{ command: "worker", wait: true, share: true, note() {} },
    signal: AbortSignal.timeout(LOCK_LIMIT_MS),
  });
}

/** Copies that workers were writing when they died. */
async function removeUnfinished(folder: RunFolder): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder.path)) {
    if (!isDirectory || !name.startsWith(".w")) continue;
    await Deno.remove(join(folder.path, name), { recursive: true }).catch(() => {
      // open in another program: it goes with the folder of the run
    });
  }
}
