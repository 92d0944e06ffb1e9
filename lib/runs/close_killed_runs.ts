import * as path from "node:path";
import { notReached } from "./not_reached.ts";
import { createRedactor } from "./redact.ts";
import { writeIndexPage } from "./report_run.ts";
import { listRunFolders, type RunFolder } from "./run_folder.ts";
import { readRunRecord, writeRunRecord } from "./run_record.ts";
import type { RunRecord } from "./types.ts";

/**
 * Ends the records of runs that were killed: none can be going while the lock of the folder is held.
 *
 * @param outputs `outputs/`, absolute; its lock is held by the caller.
 * @returns Names of those runs, oldest first.
 * @throws {ServiceError} When the disk refuses.
 */
export async function closeKilledRuns(outputs: string): Promise<string[]> {
  const killed: string[] = [];
  for (const folder of await listRunFolders(outputs)) {
    const record = await readRunRecord(folder.path);
    if (record?.format !== 2 || record.status !== "running") continue;
    // its jobs wait in the queue, whoever was killed: the workers end its record
    if (record.command === "schedule") continue;
    await close(folder, record);
    killed.push(folder.runId);
  }
  return killed;
}

async function close(folder: RunFolder, record: RunRecord): Promise<void> {
  const known = new Map(record.notebooks.map((notebook) => [notebook.name, notebook]));
  const options = { reason: "l'exécution a été arrêtée brutalement", at: record.startedAt };
  const notebooks = record.planned.map((entry) =>
    known.get(entry.name) ?? notReached(entry, options)
  );
  const closed: RunRecord = { ...record, status: "interrupted", notebooks };
  // what was recorded is clean already
  const redactor = createRedactor({ secrets: [] });
  await writeRunRecord(folder.path, closed, { redactor });
  await writeIndexPage(folder.path, closed, redactor);
  await removeTemporary(folder.path);
}

/** What was being written when the run was killed. */
async function removeTemporary(folder: string): Promise<void> {
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && name.endsWith(".tmp")) await Deno.remove(path.join(folder, name));
  }
}
