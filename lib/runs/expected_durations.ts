import { listRunFolders } from "./run_folder.ts";
import { readRunRecord } from "./run_record.ts";

/** Older runs say little of the next one. */
const RUNS_READ = 5;

/**
 * How long each notebook took the last time that it went well.
 *
 * @param outputs `outputs/`, absolute; may be missing.
 * @returns Milliseconds by name, from the last few runs.
 */
export async function expectedDurations(outputs: string): Promise<ReadonlyMap<string, number>> {
  const durations = new Map<string, number>();
  for (const folder of (await listRunFolders(outputs)).slice(-RUNS_READ)) {
    const record = await readRunRecord(folder.path);
    for (const { name, status, durationMs } of record?.notebooks ?? []) {
      if (status === "ok") durations.set(name, durationMs);
    }
  }
  return durations;
}
