import * as path from "node:path";
import { type Clock, PennyError, systemClock } from "../base/mod.ts";
import { killAllKernels } from "../jupyter/mod.ts";
import { executeRun } from "./execute_run.ts";
import { fingerprintLibrary } from "./fingerprint.ts";
import { INTERRUPTED_STATUS } from "./interrupt.ts";
import { KernelGroups } from "./kernel_groups.ts";
import {
  type GivenParameters,
  type LoadedNotebook,
  type PlannedNotebook,
  planNotebooks,
} from "./plan_notebook.ts";
import { createRedactor, fileNameWithoutSecret, type Redactor, runRedactor } from "./redact.ts";
import { INDEX_PAGE } from "./report_run.ts";
import { createRunFolder, pruneRunFolders, replaceLatest, type RunFolder } from "./run_folder.ts";
import type { NotebookRun } from "./run_notebook.ts";
import { RunRecorder } from "./run_recorder.ts";
import type { RunStore } from "./run_store.ts";
import { nextStepLines, summaryLines } from "./run_summary.ts";
import type { RunView } from "./run_view.ts";
import type { RunRecord, RunSetting } from "./types.ts";

/** What is asked for. */
export interface RunRequest {
  readonly command: RunRecord["command"];
  /** In the order of the report. */
  readonly notebooks: readonly LoadedNotebook[];
  readonly parameters: GivenParameters;
  /** Kernels at once, from 1. */
  readonly jobs: number;
  /** Settings that every kernel gets beside the process's own. @default none */
  readonly kernelEnv?: Readonly<Record<string, string>>;
}

/** Settings of Penny that a run needs. */
export interface RunPlace {
  /** The clone, absolute. */
  readonly root: string;
  /** PENNY_HOME, absolute. */
  readonly home: string;
  /** `outputs/`, absolute. */
  readonly outputs: string;
  /** Run folders that are kept. */
  readonly keepRuns: number;
  readonly secrets: readonly string[];
}

/** What the notebooks find ready: the warehouse is open, the sources answer. */
export interface PreparedNotebooks extends AsyncDisposable {
  readonly setting: RunSetting;
  readonly store: RunStore;
  /** Passwords that are known only now. */
  readonly secrets: readonly string[];
}

/** What a run works with. */
export interface RunTools {
  readonly place: RunPlace;
  /** Opens warehouse and sources; what it throws ends the command before any notebook. */
  readonly prepare: (
    runId: string,
    onProgress: (text: string) => void,
  ) => Promise<PreparedNotebooks>;
  /** Shows how the run goes. */
  readonly openView: (names: readonly string[]) => RunView;
  /** Aborted when the user or the system ends the run. */
  readonly signal: AbortSignal;
  /** Writes one line. @default console.log */
  readonly write?: (line: string) => void;
  /** @default the machine's own */
  readonly clock?: Clock;
}

/** How a run ended. */
export interface RunEnd {
  /** 0: all is up to date; 1: something failed; 130: interrupted. */
  readonly status: 0 | 1 | typeof INTERRUPTED_STATUS;
  /** Absolute path of the page to read. */
  readonly indexPage: string;
}

/**
 * Executes notebooks from their files to their pages, their record and the last line.
 *
 * @param request What is asked for.
 * @param tools What to work with.
 * @returns Exit status and page.
 * @throws {UsageError} Unknown parameters, before anything starts; or from `prepare`.
 * @throws {ServiceError} The disk refuses; or from `prepare`.
 */
export async function runNotebooks(request: RunRequest, tools: RunTools): Promise<RunEnd> {
  const { place, clock = systemClock } = tools;
  const library = await fingerprintLibrary(place.root);
  const { parameters } = request;
  const masked = createRedactor({ secrets: place.secrets });
  const planned = (await planNotebooks(request.notebooks, { parameters, library }))
    .map((one) => withoutSecretNames(one, masked));
  const startedAt = clock.now();
  const folder = await createRunFolder(place.outputs, startedAt);
  const view = tools.openView(planned.map((one) => one.source.name));
  const frame: RunFrame = { planned, startedAt, folder, view, clock };
  try {
    await using prepared = await prepareOrLeave(folder, { tools, view, masked });
    if (prepared === null) {
      view.note("[INFO] Exécution interrompue avant le premier carnet");
      return { status: INTERRUPTED_STATUS, indexPage: place.outputs };
    }
    const record = await recordRun(request, { tools, prepared, frame });
    view.close();
    return await conclude(record, { folder, tools });
  } finally {
    view.close();
    killAllKernels();
  }
}

/** What a run is fixed to before anything is opened. */
interface RunFrame {
  readonly planned: readonly PlannedNotebook[];
  readonly startedAt: Date;
  readonly folder: RunFolder;
  readonly view: RunView;
  readonly clock: Clock;
}

/** Executes the notebooks and keeps the record, to its end in every case. */
async function recordRun(
  { command, jobs, kernelEnv = {} }: RunRequest,
  { tools, prepared, frame }: {
    readonly tools: RunTools;
    readonly prepared: PreparedNotebooks;
    readonly frame: RunFrame;
  },
): Promise<RunRecord> {
  const { setting, store } = prepared;
  const redactor = await runRedactor(tools.place, {
    secrets: [...tools.place.secrets, ...prepared.secrets],
    notebookFolders: frame.planned.map((one) => path.dirname(one.source.path)),
  });
  const note = (line: string) => frame.view.note(redactor.text(line));
  using _groups = new KernelGroups(tools.signal);
  const recorder = new RunRecorder({ ...frame, command, jobs, redactor, setting, store, note });
  try {
    await recorder.begin();
    const onEnd = (run: NotebookRun) => recorder.add(run);
    const { signal } = tools;
    await executeRun(frame.planned, { ...frame, jobs, kernelEnv, redactor, signal, onEnd });
    await recorder.end(tools.signal.aborted);
    return recorder.record;
  } catch (error) {
    await recorder.abandon();
    throw error;
  }
}

/** Waits for the preparation; when it fails or the user ends it, the empty folder of the run goes too. */
async function prepareOrLeave(
  folder: RunFolder,
  { tools, view, masked }: {
    readonly tools: RunTools;
    readonly view: RunView;
    readonly masked: Redactor;
  },
): Promise<PreparedNotebooks | null> {
  const interrupted = Promise.withResolvers<null>();
  const onAbort = () => interrupted.resolve(null);
  tools.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const preparing = tools.prepare(
      folder.runId,
      (text) => view.note(masked.text(`[INFO] ${text}`)),
    );
    preparing.catch(() => {
      // told below, unless the user has left meanwhile
    });
    const prepared = await Promise.race([preparing, interrupted.promise]);
    if (prepared === null) await Deno.remove(folder.path, { recursive: true });
    return prepared;
  } catch (error) {
    await Deno.remove(folder.path, { recursive: true });
    if (error instanceof PennyError) error.message = masked.text(error.message);
    throw error;
  } finally {
    tools.signal.removeEventListener("abort", onAbort);
  }
}

async function conclude(
  run: RunRecord,
  { folder, tools }: { readonly folder: RunFolder; readonly tools: RunTools },
): Promise<RunEnd> {
  const { place, write = console.log } = tools;
  const interrupted = run.status === "interrupted";
  const refused = interrupted ? [] : await replaceLatest(place.outputs, folder);
  await pruneRunFolders(place.outputs, place.keepRuns);
  const shownFolder = interrupted ? folder.path : path.join(place.outputs, "latest");
  const indexPage = path.join(shownFolder, INDEX_PAGE);
  for (const line of summaryLines(run)) write(line);
  if (interrupted) {
    write(`[INFO] Exécution interrompue ; les carnets exécutés jusque-là : ${indexPage}`);
    return { status: INTERRUPTED_STATUS, indexPage };
  }
  for (const line of nextStepLines(run.setting, indexPage)) write(line);
  if (refused.length > 0) {
    write(
      `[INFO] Fichiers ouverts ailleurs, non remplacés dans outputs/latest : ${refused.join(", ")}`,
    );
  }
  return { status: run.status === "ok" ? 0 : 1, indexPage };
}

/** Name and title of a notebook are shown before anything else is known of it. */
function withoutSecretNames(planned: PlannedNotebook, redactor: Redactor): PlannedNotebook {
  const { source, title } = planned;
  const name = fileNameWithoutSecret(source.name, redactor);
  return { ...planned, source: { ...source, name }, title: redactor.text(title) };
}
