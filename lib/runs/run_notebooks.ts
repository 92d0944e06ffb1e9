import * as path from "node:path";
import { systemClock } from "../base/mod.ts";
import { killAllKernels } from "../jupyter/mod.ts";
import { expectedDurations } from "./expected_durations.ts";
import { fingerprintLibrary } from "./fingerprint.ts";
import { INTERRUPTED_STATUS } from "./interrupt.ts";
import { type PlannedNotebook, planNotebooks } from "./plan_notebook.ts";
import { prepareOrLeave } from "./prepare_or_leave.ts";
import { recordRun, type RunFrame } from "./record_run.ts";
import { createRedactor, fileNameWithoutSecret, type Redactor } from "./redact.ts";
import { INDEX_PAGE } from "./report_run.ts";
import { createRunFolder, pruneRunFolders, replaceLatest, type RunFolder } from "./run_folder.ts";
import type { RunEnd, RunRequest, RunTools } from "./run_request.ts";
import { nextStepLines, summaryLines } from "./run_summary.ts";
import type { RunRecord } from "./types.ts";

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
  const { parameters, jobs } = request;
  const masked = createRedactor({ secrets: place.secrets });
  const planned = (await planNotebooks(request.notebooks, { parameters, library }))
    .map((one) => withoutSecretNames(one, masked));
  const startedAt = clock.now();
  const folder = await createRunFolder(place.outputs, startedAt);
  const expectedMs = await expectedDurations(place.outputs);
  const view = tools.openView({ names: planned.map((one) => one.source.name), expectedMs, jobs });
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
