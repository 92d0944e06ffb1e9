import { join } from "node:path";
import { reportRun } from "../../alerts/mod.ts";
import { PennyError } from "../../base/mod.ts";
import {
  databaseRunStore,
  runRedactor,
  runStatusOf,
  type RunTieOuts,
  summaryLines,
} from "../../runs/mod.ts";
import { type PreparedRun, prepareRun } from "../../session/mod.ts";
import type { BegunJob } from "../queue/mod.ts";
import type { JobContext, JobOutcome } from "./types.ts";
import { pruneJobs, readQueuedRun, type RunTail } from "./run_head.ts";
import { recordOf, showEnded } from "./run_report.ts";

/**
 * Ends a run: holds figures against one another, once, and closes its record.
 *
 * @param job Which run.
 * @param context What is open.
 * @returns How the run ended; a run whose notebook failed is no fault of this job.
 * @throws {ServiceError} The warehouse or a source cannot be reached.
 */
export async function finishJob(job: BegunJob, context: JobContext): Promise<JobOutcome> {
  const { config, options, warehouse: { db } } = context;
  const { runId } = job;
  const run = await readQueuedRun(db, runId);
  const done = { status: "done", error: null, result: null, retriable: false } as const;
  if (run === null) return done;
  const prepared = await prepareRun(config, { runId });
  try {
    const redactor = await runRedactor(config, {
      secrets: [...config.secrets, prepared.password],
      notebookFolders: [],
    });
    const tieOuts = redactor.json(await tieOut(prepared, options.note));
    const endedAt = options.clock.now().toISOString();
    const open = recordOf(run, { status: "running", endedAt, tieOuts });
    const status = runStatusOf(open.notebooks, { faults: open.setting?.faults });
    const tail: RunTail = { status, endedAt, tieOuts };
    const record = recordOf(run, tail);
    await databaseRunStore(db, { keepRuns: config.keepRuns }).end(record);
    await pruneJobs(db, config.keepRuns);
    return {
      ...done,
      status: status === "ok" ? "done" : "failed",
      result: tail,
      after: async () => {
        const { note } = options;
        await showEnded({ runId, path: join(config.outputs, runId) }, { config, db, note });
        for (const line of summaryLines(record)) note(line);
        const { notes } = await reportRun(db, {
          ...{ config, runId, clock: options.clock, secrets: [prepared.password] },
          faults: record.setting?.faults ?? [],
        });
        for (const line of notes) note(line);
      },
    };
  } finally {
    await prepared.close();
  }
}

/** What cannot be compared is told, and changes nothing in how the run ended. */
async function tieOut(
  prepared: PreparedRun,
  note: (line: string) => void,
): Promise<RunTieOuts | null> {
  try {
    return await prepared.tieOut();
  } catch (error) {
    const reason = error instanceof PennyError ? error.message : String(error);
    note(`[INFO] Les rapprochements n'ont pas pu être faits : ${reason}`);
    return null;
  }
}
