import * as path from "node:path";
import { diskError } from "./write_file.ts";
import { isProcessAlive } from "./process_alive.ts";
import { readRunRecord } from "./run_record.ts";

const RUN_ID = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(?:-\d+)?$/;
const BASE_LENGTH = "2026-10-31T14-05-09".length;
const LATEST = "latest";

/** The folder of one run under `outputs/`. */
export interface RunFolder {
  /** Its name: local start time without `:`, such as `2026-10-31T14-05-09`. */
  readonly runId: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * Makes the folder of a run that starts now. Names follow the order of the runs: where the clock was set back, or two runs
 * start in the same second, a run is named after the one before it, with a number.
 *
 * @param outputs `outputs/` of the clone, absolute; made with mode 0700 when missing.
 * @param startedAt Start of the run.
 * @returns The new, empty folder.
 * @throws {ServiceError} When the disk refuses.
 */
export async function createRunFolder(outputs: string, startedAt: Date): Promise<RunFolder> {
  try {
    await Deno.mkdir(outputs, { recursive: true, mode: 0o700 });
    if (Deno.build.os !== "windows") await Deno.chmod(outputs, 0o700);
    const last = (await listRunFolders(outputs)).at(-1)?.runId ?? null;
    let runId = runIdOf(startedAt);
    if (last !== null && compareRunIds(runId, last) <= 0) runId = nextRunId(last);
    while (!await makeFolder(path.join(outputs, runId))) runId = nextRunId(runId);
    return { runId, path: path.join(outputs, runId) };
  } catch (error) {
    throw diskError("écrire dans le dossier", outputs, error);
  }
}

/**
 * Makes `outputs/latest/` the same as the folder of a run, file by file, without links.
 *
 * @param outputs `outputs/` of the clone, absolute.
 * @param run The run that has just ended.
 * @returns Names of the files that could not be replaced (open in another program on Windows).
 * @throws {ServiceError} When the disk is full.
 */
export async function replaceLatest(outputs: string, run: RunFolder): Promise<string[]> {
  const latest = path.join(outputs, LATEST);
  const refused: string[] = [];
  await Deno.mkdir(latest, { recursive: true, mode: 0o700 });
  const wanted = (await fileNames(run.path)).sort((a, b) => lastOfAll(a) - lastOfAll(b));
  for (const name of wanted) {
    const temporary = path.join(latest, `${name}.${Deno.pid}.tmp`);
    try {
      await Deno.copyFile(path.join(run.path, name), temporary);
      await Deno.rename(temporary, path.join(latest, name));
    } catch (error) {
      await Deno.remove(temporary).catch(() => {
        // the copy may have failed before the file was made
      });
      if (!isInUse(error)) throw diskError("écrire le fichier", path.join(latest, name), error);
      refused.push(name);
    }
  }
  for (const name of await fileNames(latest)) {
    if (wanted.includes(name)) continue;
    await Deno.remove(path.join(latest, name)).catch(() => refused.push(name));
  }
  return refused;
}

/** The files that describe the run come when what they describe is there: the disk may be full before. */
function lastOfAll(name: string): number {
  return ["index.html", "run.json"].indexOf(name);
}

/**
 * Run folders that exist, oldest first.
 *
 * @param outputs `outputs/` of the clone, absolute; may be missing.
 * @returns Folders named like a run; nothing else under `outputs/` is looked at.
 */
export async function listRunFolders(outputs: string): Promise<RunFolder[]> {
  const found: RunFolder[] = [];
  try {
    for await (const entry of Deno.readDir(outputs)) {
      if (entry.isDirectory && RUN_ID.test(entry.name)) {
        found.push({ runId: entry.name, path: path.join(outputs, entry.name) });
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw diskError("lire le dossier", outputs, error);
    }
  }
  return found.sort((a, b) => compareRunIds(a.runId, b.runId));
}

/**
 * Removes the oldest run folders; a folder whose run is still going stays.
 *
 * @param outputs `outputs/` of the clone, absolute.
 * @param keep How many of the newest stay.
 * @returns Names of the removed folders.
 */
export async function pruneRunFolders(outputs: string, keep: number): Promise<string[]> {
  const folders = await listRunFolders(outputs);
  const removed: string[] = [];
  for (const folder of folders.slice(0, Math.max(0, folders.length - keep))) {
    const record = await readRunRecord(folder.path);
    if (record?.status === "running" && isProcessAlive(record.pid)) continue;
    try {
      await Deno.remove(folder.path, { recursive: true });
    } catch (error) {
      if (!isInUse(error)) throw diskError("supprimer", folder.path, error);
      continue; // open in another program: the next run tries again
    }
    removed.push(folder.runId);
  }
  return removed;
}

/** Windows refuses to replace a file that another program holds open. */
function isInUse(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.Busy;
}

function runIdOf(instant: Date): string {
  const day = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" }).format(instant);
  const time = new Intl.DateTimeFormat("sv-SE", { timeStyle: "medium" }).format(instant);
  return `${day}T${time.replaceAll(":", "-")}`;
}

/** The name that follows in order: `…-05-09` → `…-05-09-2` → `…-05-09-3`. */
function nextRunId(runId: string): string {
  const number = Number(runId.slice(BASE_LENGTH + 1) || "1");
  return `${runId.slice(0, BASE_LENGTH)}-${number + 1}`;
}

function compareRunIds(a: string, b: string): number {
  const [left, right] = [a, b].map((runId) => runId.split(/\D/).map(Number)) as [
    number[],
    number[],
  ];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function makeFolder(folder: string): Promise<boolean> {
  try {
    await Deno.mkdir(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

async function fileNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) if (entry.isFile) names.push(entry.name);
  return names;
}
