import {
  databaseRunStore,
  DEFAULT_BUDGETS,
  gitRevision,
  keptPasswords,
  loadNotebook,
  type NotebookSource,
  type PlannedNotebook,
  planNotebooks,
  readVersions,
  runRedactor,
  type RunSetting,
  selectNotebooks,
} from "../../runs/mod.ts";
import { relative } from "node:path";
import type { Config } from "../../config/mod.ts";
import { type PreparedRun, prepareRun } from "../../session/mod.ts";
import { type BegunJob, copyName, cutRun, type NewJob } from "../queue/mod.ts";
import type { RunToQueue } from "../types.ts";
import type { JobContext, JobOutcome } from "./types.ts";
import type { PlannedCopy, RunHead } from "./run_head.ts";
import { writeReport } from "./run_report.ts";

/** Companies of a job, unless PENNY_BATCH says otherwise. */
const API_BATCH = 50;
const DATA_SHARING_BATCH = 500;

/**
 * Checks what would make every notebook of a run fail, brings the companies up to date, and cuts the run into jobs.
 *
 * @param job Its payload is the run.
 * @param context What is open.
 * @returns The head of the run's record, and the jobs.
 * @throws {UsageError} Settings, parameters, companies or notebooks that do not exist.
 * @throws {ServiceError} A source cannot be reached.
 */
export async function prepareJob(job: BegunJob, context: JobContext): Promise<JobOutcome> {
  const { known, options } = context;
  const run = job.payload as RunToQueue;
  const config = run.companies.length === 0
    ? context.config
    : { ...context.config, companies: run.companies };
  const sources = selectNotebooks(known.sources, { only: run.notebooks });
  const loaded = await Promise.all(sources.map(loadNotebook));
  const planned = await planNotebooks(loaded, { parameters: run.parameters, library: "" });
  const { runId, parameters } = run;
  await using prepared = await disposable(
    prepareRun(config, { runId, parameters, onProgress: (text) => options.note(`[INFO] ${text}`) }),
  );
  const companies = await prepared.companies();
  const jobs = cutRun({
    ...{ runId, batchSize: batchSizeOf(config), tasks: known.byName },
    notebooks: sources.map(({ name }) => name),
    companies: companies.map(({ companyId }) => companyId),
    selected: config.companies.length > 0,
  });
  const head = await headOf(run, { context, prepared, planned, jobs });
  const store = databaseRunStore(prepared.db, { keepRuns: config.keepRuns });
  await store.begin({
    ...head.record,
    ...{ status: "running", endedAt: null, pid: Deno.pid, planned: head.planned, notebooks: [] },
  });
  return {
    ...{ status: "done", error: null, result: head, retriable: false, follow: jobs },
    after: async () => {
      await writeReport(runId, { config, db: context.warehouse.db });
    },
  };
}

/**
 * Through the APIs a company takes seconds, and a job that dies should not lose many. Through Data Sharing one statement reads
 * all companies of a job, and each job looks at the whole table once.
 */
function batchSizeOf({ batch, api, firm }: Config): number {
  return batch ?? (api === null && firm === null ? DATA_SHARING_BATCH : API_BATCH);
}

interface Cut {
  readonly context: JobContext;
  readonly prepared: PreparedRun;
  readonly planned: readonly PlannedNotebook[];
  readonly jobs: readonly NewJob[];
}

async function headOf(
  run: RunToQueue,
  { context: { config, options }, prepared, planned, jobs }: Cut,
): Promise<RunHead> {
  const redactor = await runRedactor(config, {
    secrets: [...config.secrets, prepared.password, ...await keptPasswords(config.home)],
    notebookFolders: [],
  });
  const batches = Math.max(...jobs.map(({ batch }) => batch));
  const copies = jobs.flatMap(({ notebook, batch }) => {
    const one = planned.find(({ source }) => source.name === notebook);
    return one === undefined ? [] : [copyOf(one, { root: config.root, batch, batches })];
  });
  return redactor.json({
    planned: copies.sort((a, b) => a.notebook < b.notebook ? -1 : a.notebook > b.notebook ? 1 : 0),
    record: {
      ...{ format: 2, runId: run.runId, command: "schedule", resumes: null },
      ...{ jobs: options.jobs, budgets: DEFAULT_BUDGETS },
      startedAt: options.clock.now().toISOString(),
      parameters: Object.assign({}, ...planned.map(({ recorded }) => recorded)),
      versions: await readVersions(config.root),
      gitRevision: await gitRevision(config.root),
      setting: settingOf(prepared),
    },
  });
}

function settingOf({ mode, syntheticAsOf, faults, readers }: PreparedRun): RunSetting {
  const setting = { mode, faults, connection: readers };
  return syntheticAsOf === undefined ? setting : { ...setting, syntheticAsOf };
}

function copyOf(
  { source, title, notebook }: PlannedNotebook,
  place: { readonly root: string; readonly batch: number; readonly batches: number },
): PlannedCopy {
  const { origin, shippedIsNewer }: NotebookSource = source;
  return {
    ...{ origin, shippedIsNewer, notebook: source.name, batch: place.batch },
    name: copyName(source.name, place),
    title: title + batchSuffix(place),
    file: relative(place.root, source.path).replaceAll("\\", "/"),
    readable: notebook !== null,
  };
}

/**
 * What stands behind the title of a notebook that was executed for a part of the companies.
 *
 * @param place Which part of how many.
 * @returns Such as ` (lot 2 sur 7)`; empty for all.
 */
export function batchSuffix(
  { batch, batches }: { readonly batch: number; readonly batches: number },
): string {
  return batch === 0 || batches === 1 ? "" : ` (lot ${batch} sur ${batches})`;
}

async function disposable(
  opening: Promise<PreparedRun>,
): Promise<PreparedRun & AsyncDisposable> {
  const prepared = await opening;
  return { ...prepared, [Symbol.asyncDispose]: () => prepared.close() };
}
