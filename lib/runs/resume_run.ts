import * as path from "node:path";
import { UsageError } from "../base/mod.ts";
import { listRunFolders, type RunFolder } from "./run_folder.ts";
import { readRunRecord } from "./run_record.ts";
import {
  type GivenParameters,
  type NotebookResult,
  type PlannedEntry,
  type RunRecord,
  SUMMARY_NOTEBOOK,
} from "./types.ts";
import { isMasked } from "./secret_parameters.ts";
import { diskError } from "./write_file.ts";

/** A run of which the failed notebooks are executed again. */
export interface ResumedRun {
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
  /** All that it had set out to execute. */
  readonly planned: readonly PlannedEntry[];
  /** Green notebooks by name, with a copy and a page each: they are taken over. */
  readonly carried: ReadonlyMap<string, NotebookResult>;
  /** Given to it, without secrets. */
  readonly parameters: GivenParameters;
}

/**
 * Reads the last run of a command, ended or not.
 *
 * @param outputs `outputs/`, absolute.
 * @param command Runs of the other command are passed over.
 * @returns Its green notebooks, and by difference those to execute again. The summary notebook counts as green only when all
 * others are, since it shows them.
 * @throws {UsageError} There is no such run.
 */
export async function readResumedRun(
  outputs: string,
  command: RunRecord["command"],
): Promise<ResumedRun> {
  for (const folder of (await listRunFolders(outputs)).reverse()) {
    const record = await readRunRecord(folder.path);
    if (record?.format === 2 && record.command === command) {
      return await resumedFrom(record, folder);
    }
  }
  throw new UsageError(
    `Impossible de reprendre une exécution « ${command} » : aucune n'est notée dans « outputs » ; relancez sans --failed`,
  );
}

/**
 * The notebooks that a resumed run has to execute.
 *
 * @param resumed The run before.
 * @returns In its order; empty when all is green.
 */
export function notebooksToRetry({ planned, carried }: ResumedRun): PlannedEntry[] {
  return planned.filter(({ name }) => !carried.has(name));
}

/**
 * The parameters of a resumed run: those of the run before, changed by those that are given now.
 *
 * @param resumed The run before.
 * @param given Now.
 * @returns All of them.
 * @throws {UsageError} One of the run before was secret, so that it was not kept.
 */
export function resumedParameters(resumed: ResumedRun, given: GivenParameters): GivenParameters {
  const all = { ...resumed.parameters, ...given };
  const missing = Object.keys(all).filter((name) => !(name in given) && isMasked(all[name]!));
  if (missing.length === 0) return all;
  throw new UsageError(
    `Impossible de reprendre l'exécution « ${resumed.runId} » : la valeur secrète de ${
      missing.map((name) => `« ${name} »`).join(", ")
    } n'a pas été gardée ; redonnez-la avec -p ou --params`,
  );
}

/**
 * The results that a resumed run begins with.
 *
 * @param resumed The run before.
 * @returns Each names the run that executed it.
 */
export function carriedResults({ runId, carried }: ResumedRun): NotebookResult[] {
  return [...carried.values()].map((result) => ({
    ...result,
    carriedFrom: result.carriedFrom ?? runId,
  }));
}

/**
 * Copies what a resumed run takes over into its folder.
 *
 * @param resumed The run before.
 * @param folder Of the new run, absolute.
 * @throws {ServiceError} When the disk refuses.
 */
export async function copyCarried(
  { folder: from, carried }: ResumedRun,
  folder: string,
): Promise<void> {
  for (const file of [...carried.keys()].flatMap(filesOf)) {
    try {
      await Deno.copyFile(path.join(from, file), path.join(folder, file));
    } catch (error) {
      throw diskError("écrire le fichier", path.join(folder, file), error);
    }
  }
}

async function resumedFrom(
  record: RunRecord,
  { runId, path: folder }: RunFolder,
): Promise<ResumedRun> {
  const { planned, parameters } = record;
  const carried = new Map<string, NotebookResult>();
  for (const result of record.notebooks) {
    if (isGreen(result) && await hasFiles(folder, result.name)) carried.set(result.name, result);
  }
  if (planned.some(({ name }) => !carried.has(name))) carried.delete(SUMMARY_NOTEBOOK);
  return { runId, folder, planned, parameters, carried };
}

function isGreen({ status }: NotebookResult): boolean {
  return status === "ok" || status === "skipped";
}

async function hasFiles(folder: string, name: string): Promise<boolean> {
  const stats = filesOf(name).map((file) => Deno.stat(path.join(folder, file)));
  return (await Promise.allSettled(stats)).every(({ status }) => status === "fulfilled");
}

function filesOf(name: string): string[] {
  return [`${name}.ipynb`, `${name}.html`];
}
