import { join } from "node:path";
import { DataError } from "../../base/mod.ts";
import {
  createPlainView,
  databaseRunStore,
  executeJob,
  keptPasswords,
  loadNotebook,
  writeNotebookPage,
} from "../../runs/mod.ts";
import type { BegunJob } from "../queue/mod.ts";
import { copyName } from "../queue/mod.ts";
import type { JobContext, JobOutcome } from "./job_desk.ts";
import { batchSuffix } from "./prepare_job.ts";
import { type QueuedRun, readQueuedRun } from "./run_head.ts";
import { recordOf, writeReport } from "./run_report.ts";

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
  const run = await readQueuedRun(db, job.runId);
  const source = known.sources.find(({ name }) => name === job.notebook);
  if (run === null || source === undefined) throw gone(job.notebook);
  const { batches } = job.payload as { readonly batches: number };
  const place = { batch: job.batch, batches };
  const loaded = await loadNotebook(source);
  const folder = { runId: job.runId, path: join(config.outputs, job.runId) };
  const secrets = [server.password, ...await keptPasswords(config.home)];
  const { versions, gitRevision } = run.head.record;
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
    ...{ result, retriable: retriable || interrupted },
    after: async () => {
      const store = databaseRunStore(db, { keepRuns: config.keepRuns });
      await store.notebook(job.runId, result);
      if (copy !== null) {
        const shown = recordOf(await stillThere(job.runId, context), null);
        await writeNotebookPage(copy, result, { folder: folder.path, run: shown, redactor });
      }
      await writeReport(job.runId, { config, db });
    },
  };
}

function kernelEnv(job: BegunJob, { config }: JobContext): Record<string, string> {
  return {
    PENNY_WORKER: config.worker!,
    ...(job.companies.length === 0 ? {} : { PENNY_SOCIETES: job.companies.join(",") }),
  };
}

async function stillThere(runId: string, { warehouse }: JobContext): Promise<QueuedRun> {
  const run = await readQueuedRun(warehouse.db, runId);
  if (run === null) throw gone(runId);
  return run;
}

function gone(name: string): DataError {
  return new DataError(
    `Impossible d'exécuter « ${name} » : l'exécution ou le carnet n'existe plus ; relancez l'exécution`,
  );
}
