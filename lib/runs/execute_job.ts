import * as path from "node:path";
import type { Clock } from "../base/mod.ts";
import { parametersOf } from "../jupyter/mod.ts";
import { DEFAULT_BUDGETS } from "./budgets.ts";
import { startSession } from "./execute_run.ts";
import { fingerprintLibrary } from "./fingerprint.ts";
import type { NotebookRun } from "./notebook_recorder.ts";
import { type LoadedNotebook, planNotebooks } from "./plan_notebook.ts";
import type { GivenParameters } from "./types.ts";
import { type Redactor, runRedactor } from "./redact.ts";
import type { RunFolder } from "./run_folder.ts";
import { runNotebook } from "./run_notebook.ts";
import type { RunPlace } from "./run_request.ts";
import type { RunView } from "./run_view.ts";
import type { Versions } from "./versions.ts";
import { diskError } from "./write_file.ts";

/** One notebook of a run whose others are executed elsewhere. */
export interface NotebookJob {
  /** The name of its source is that of the copy. */
  readonly loaded: LoadedNotebook;
  /** Put behind the title, such as ` (lot 2 sur 7)`. @default nothing */
  readonly titleSuffix?: string;
  /** Of the run; those that the notebook does not declare are left out. */
  readonly parameters: GivenParameters;
  /** The run's folder, the same for all its jobs on this machine; made when missing. */
  readonly folder: RunFolder;
  /** Settings that the kernel gets beside the process's own. */
  readonly kernelEnv: Readonly<Record<string, string>>;
  readonly versions: Versions;
  readonly gitRevision: string | null;
}

/** What {@linkcode executeJob} works with. */
export interface JobTools {
  readonly place: RunPlace;
  /** Passwords beside those of the settings. */
  readonly secrets: readonly string[];
  readonly view: RunView;
  readonly clock: Clock;
  /** Stops the notebook. */
  readonly signal: AbortSignal;
}

/**
 * Executes one notebook into the folder of a run; the record of the run is kept by who asks.
 *
 * @param job What to execute.
 * @param tools What to work with.
 * @returns How it went, and the redactor for its page.
 * @throws {UsageError} A parameter whose value does not fit.
 * @throws {ServiceError} The disk refuses.
 */
export async function executeJob(
  job: NotebookJob,
  tools: JobTools,
): Promise<NotebookRun & { readonly redactor: Redactor }> {
  const { place, view, clock, signal } = tools;
  const { folder, versions, gitRevision, titleSuffix = "" } = job;
  const library = await fingerprintLibrary(place.root);
  const [one] = await planNotebooks([job.loaded], { parameters: declared(job), library });
  const planned = { ...one!, title: one!.title + titleSuffix };
  const redactor = await runRedactor(place, {
    secrets: [...place.secrets, ...tools.secrets, ...planned.secrets],
    notebookFolders: [path.dirname(planned.source.path)],
  });
  await Deno.mkdir(folder.path, { recursive: true, mode: 0o700 }).catch((error) => {
    throw diskError("écrire dans le dossier", folder.path, error);
  });
  const run = await runNotebook(planned, () => startSession(planned, job), {
    ...{ runId: folder.runId, folder: folder.path, versions, gitRevision },
    ...{ redactor, view, clock, signal, budgets: DEFAULT_BUDGETS },
  });
  return { ...run, redactor };
}

function declared({ loaded, parameters }: NotebookJob): GivenParameters {
  if (loaded.notebook === null) return {};
  const names = new Set(parametersOf(loaded.notebook).map(({ name }) => name));
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name)));
}
