import * as path from "node:path";
import type { Clock } from "../base/mod.ts";
import { DEFAULT_BUDGETS } from "./budgets.ts";
import { executeRun } from "./execute_run.ts";
import { gitRevision } from "./git_revision.ts";
import type { NotebookRun } from "./notebook_recorder.ts";
import type { PlannedNotebook } from "./plan_notebook.ts";
import { runRedactor } from "./redact.ts";
import { carriedResults, copyCarried } from "./resume_run.ts";
import type { RunFolder } from "./run_folder.ts";
import { RunRecorder, type RunRecorderOptions } from "./run_recorder.ts";
import type { PreparedNotebooks, RunRequest, RunTools } from "./run_request.ts";
import type { RunView } from "./run_view.ts";
import { maskParameters } from "./secret_parameters.ts";
import type { PlannedEntry, RunRecord } from "./types.ts";
import { readVersions } from "./versions.ts";

/** What a run is fixed to before anything is opened. */
export interface RunFrame {
  readonly planned: readonly PlannedNotebook[];
  readonly startedAt: Date;
  readonly folder: RunFolder;
  readonly view: RunView;
  readonly clock: Clock;
}

/** What {@linkcode recordRun} works with. */
export interface RecordRunOptions {
  readonly tools: RunTools;
  readonly prepared: PreparedNotebooks;
  readonly frame: RunFrame;
}

/**
 * Executes the notebooks of a run and keeps its record, to its end in every case.
 *
 * @param request What is asked for.
 * @param options What is open.
 * @returns The record, ended.
 * @throws {ServiceError} The disk refuses.
 */
export async function recordRun(
  request: RunRequest,
  { tools, prepared, frame }: RecordRunOptions,
): Promise<RunRecord> {
  const { setting, store, secrets, tieOut } = prepared;
  const redactor = await runRedactor(tools.place, {
    secrets: [...tools.place.secrets, ...secrets, ...frame.planned.flatMap((one) => one.secrets)]
      .flatMap(withLines),
    notebookFolders: frame.planned.map((one) => path.dirname(one.source.path)),
  });
  const note = (line: string) => frame.view.note(redactor.text(line));
  const head = redactor.json(await headOf(request, { tools, frame }));
  if (request.resumes != null) await copyCarried(request.resumes, frame.folder.path);
  const recorder = new RunRecorder({
    ...{ ...frame, head, redactor, setting, store, note },
    ...(tieOut === undefined ? {} : { tieOut }),
  });
  try {
    await recorder.begin(request.killed ?? []);
    frame.view.runStarted(recorder.record);
    await executeRun(frame.planned, {
      ...frame,
      ...head,
      kernelEnv: request.kernelEnv ?? {},
      redactor,
      signal: tools.signal,
      onEnd: (run: NotebookRun) => recorder.add(run),
    });
    await recorder.end(tools.signal.aborted);
    frame.view.runEnded(recorder.record);
    return recorder.record;
  } catch (error) {
    await recorder.abandon();
    throw error;
  }
}

/** A line of a longer secret that is long enough to be told from other text: what cells print is followed line by line. */
function withLines(secret: string): string[] {
  const lines = secret.split("\n").map((line) => line.trim());
  return [secret, ...(lines.length > 1 ? lines.filter((line) => line.length >= 16) : [])];
}

async function headOf(
  { command, jobs, parameters, budgets = DEFAULT_BUDGETS, resumes = null }: RunRequest,
  { tools, frame }: { readonly tools: RunTools; readonly frame: RunFrame },
): Promise<RunRecorderOptions["head"]> {
  const { root } = tools.place;
  const entries = frame.planned.map((one) => entryOf(one, root));
  const carried = resumes?.planned.filter((entry) => resumes.carried.has(entry.name)) ?? [];
  const order = resumes?.planned.map(({ name }) => name) ?? [];
  return {
    command,
    jobs,
    budgets,
    parameters: maskParameters(parameters),
    startedAt: frame.startedAt.toISOString(),
    versions: await readVersions(root),
    gitRevision: await gitRevision(root),
    resumes: resumes?.runId ?? null,
    planned: [...carried, ...entries].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
    notebooks: resumes === null ? [] : carriedResults(resumes),
  };
}

function entryOf({ source, title, notebook }: PlannedNotebook, root: string): PlannedEntry {
  const file = path.relative(root, source.path).replaceAll("\\", "/");
  const { name, origin, shippedIsNewer } = source;
  return { name, title, origin, shippedIsNewer, file, readable: notebook !== null };
}
