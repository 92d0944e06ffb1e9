import * as path from "node:path";
import type { Redactor } from "./redact.ts";
import type { NotebookResult, RunRecord, RunSetting, RunStatus } from "./types.ts";
import { writeFileAtomically } from "./write_file.ts";

/** Name of the run record in the folder of a run. */
const RUN_RECORD_FILE = "run.json";

/**
 * Writes `run.json`, whole and without secrets.
 *
 * @param folder Folder of the run, absolute.
 * @param record What is known so far.
 * @param redactor Takes out secrets and folders of this machine.
 * @throws {ServiceError} When the disk refuses.
 */
export async function writeRunRecord(
  folder: string,
  record: RunRecord,
  { redactor }: { readonly redactor: Redactor },
): Promise<void> {
  const text = JSON.stringify(redactor.json(record), null, 2);
  await writeFileAtomically(path.join(folder, RUN_RECORD_FILE), `${text}\n`);
}

/**
 * Reads the `run.json` of a run.
 *
 * @param folder Folder of the run, absolute.
 * @returns Null when there is none or it cannot be read: such a folder counts as ended.
 */
export async function readRunRecord(folder: string): Promise<RunRecord | null> {
  try {
    return JSON.parse(await Deno.readTextFile(path.join(folder, RUN_RECORD_FILE))) as RunRecord;
  } catch {
    // a folder without a readable record is one that something else made or that was cut short
    return null;
  }
}

/**
 * The status of a run that has ended.
 *
 * @param notebooks How its notebooks went.
 * @param setting What it stood on; a source that could not be had fails the run.
 * @returns `interrupted` before `failed` before `ok`.
 */
export function runStatusOf(
  notebooks: readonly NotebookResult[],
  setting: Pick<RunSetting, "faults">,
): RunStatus {
  if (notebooks.some((notebook) => notebook.status === "interrupted")) return "interrupted";
  if ((setting.faults ?? []).length > 0) return "failed";
  return notebooks.some((notebook) => notebook.status === "failed") ? "failed" : "ok";
}
