import { join } from "node:path";
import { DataError } from "../../base/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import {
  createPlainView,
  databaseRunStore,
  executeJob,
  keptPasswords,
  loadNotebook,
  type NotebookResult,
  writeNotebookPage,
} from "../../runs/mod.ts";
import type { BegunJob } from "../queue/mod.ts";
import { copyName } from "../queue/mod.ts";
import type { JobContext, JobOutcome } from "./types.ts";
import { batchSuffix } from "./prepare_job.ts";
import { readRunBase } from "./run_head.ts";
import { recordOf, writeReport } from "./run_report.ts";

/** How often a notebook is executed when only single companies fail. */
const COMPANY_ATTEMPTS = 4;

/**
 * Executes a notebook for a batch of companies.
 *
 * @param job Which.
 * @param context What is open.
 * @returns Its result; it fails for good by a red check, a failing transform or wrong settings.
 * @throws {ServiceError} The disk refuses.
 */
export async function notebookJob(job: BegunJob, context: JobContext): Promise<JobOutcome> {
  const { config, known, options, warehouse: { db, server } } = context;
  const run = await readRunBase(db, job.runId);
  const source = known.sources.find(({ name }) => name === job.notebook);
  if (run === null || source === undefined) throw gone(job.notebook);
  const { batches } = job.payload as { readonly batches: number };
  const place = { batch: job.batch, batches };
  const loaded = await loadNotebook(source);
  const runFolder = join(config.outputs, job.runId);
  // a worker that was found dead and wakes must not write over the copy of the one that took its place
  const folder = { runId: job.runId, path: join(runFolder, `.${config.worker}`) };
  const secrets = [server.password, ...await keptPasswords(config.home)];
  const { versions, gitRevision } = run.head.record;
  if (job.attempt > 1) await forgetFailures(db, job);
  const executed = await executeJob({
    ...{ folder, versions, gitRevision, parameters: run.request.parameters },
    loaded: { ...loaded, source: { ...source, name: copyName(job.notebook, place) } },
    titleSuffix: batchSuffix(place),
    kernelEnv: kernelEnv(job, context),
  }, {
    ...{ place: config, secrets, clock: options.clock, signal: context.signal },
    view: createPlainView({ write: options.note, intervalMs: 10_000 }),
  });
  const { result, copy, redactor, retriable } = executed;
  const interrupted = result.status === "interrupted";
  return {
    status: result.status === "ok" || result.status === "skipped" ? "done" : "failed",
    error: null,
    ...(result.reason !== null && result.status === "failed" ? { error: result.reason } : {}),
    ...{ result, retriable: interrupted || retriable && mayRepeat(job, result) },
    leave: async (tx) => {
      await databaseRunStore(tx, { keepRuns: config.keepRuns }).notebook(job.runId, result);
      if (copy === null) return;
      const shown = recordOf({ ...run, results: [] }, null);
      await moveCopy(result.name, { from: folder.path, to: runFolder });
      await writeNotebookPage(copy, result, { folder: runFolder, run: shown, redactor });
    },
    after: async () => {
      await writeReport(job.runId, { config, db });
    },
  };
}

/** A company whose source is away must not keep the whole run open for long: the next run reads it. */
function mayRepeat({ attempt }: BegunJob, { failures }: NotebookResult): boolean {
  return failures.length === 0 || attempt < COMPANY_ATTEMPTS;
}

/** The library does not try a unit of the API twice in a run; here it shall. */
async function forgetFailures(db: Queryable, { runId, companies }: BegunJob): Promise<void> {
  await db.execute(
    "DELETE FROM penny.run_units WHERE run_id = $1 AND status = 'failed' " +
      "AND (company_id = ANY($2::bigint[]) OR cardinality($2::bigint[]) = 0)",
    [runId, companies],
  );
}

async function moveCopy(
  name: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await Deno.rename(join(from, `${name}.ipynb`), join(to, `${name}.ipynb`));
  await Deno.remove(from).catch(() => {
    // another job of this worker still writes there
  });
}

function kernelEnv(job: BegunJob, { config }: JobContext): Record<string, string> {
  return {
    PENNY_WORKER: config.worker!,
    ...(job.companies.length === 0 ? {} : { PENNY_SOCIETES: job.companies.join(",") }),
  };
}

function gone(name: string): DataError {
  return new DataError(
    `Impossible d'exécuter « ${name} » : l'exécution ou le carnet n'existe plus ; relancez l'exécution`,
  );
}
