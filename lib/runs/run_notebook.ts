import { PennyError, type PennyEvent, ServiceError } from "../base/mod.ts";
import {
  executeNotebook,
  type KernelSession,
  type Output,
  type StreamOutput,
} from "../jupyter/mod.ts";
import {
  NotebookRecorder,
  type NotebookRun,
  type NotebookRunContext,
} from "./notebook_recorder.ts";
import type { PlannedNotebook } from "./plan_notebook.ts";

/** The signal that kills a kernel can arrive before the one that tells this process of it. */
const SIGNAL_PATIENCE_MS = 250;

/**
 * Executes one notebook and writes its copy after each cell. Whatever goes wrong in it is told in the result.
 *
 * @param planned What to execute.
 * @param takeSession Gives the kernel, started ahead or now.
 * @param context Of the run.
 * @returns Result and copy.
 * @throws {ServiceError} When the disk refuses the copy: no other notebook could be written either.
 */
export async function runNotebook(
  planned: PlannedNotebook,
  takeSession: () => Promise<KernelSession>,
  context: NotebookRunContext,
): Promise<NotebookRun> {
  const recorder = new NotebookRecorder(planned, context);
  if (planned.notebook === null) {
    return await recorder.end({ error: planned.fault?.message ?? null });
  }
  try {
    await recorder.begin(planned.notebook);
    const session = takeSession();
    session.then((ready) => recorder.follow(ready), () => {
      // told by the execution, which waits for it too
    });
    const execution = await executeNotebook(planned.notebook, {
      session,
      signal: context.signal,
      budgets: context.budgets,
      onCell: (position) => recorder.cell(position),
      onOutput: (output) => isStream(output) && recorder.stream(output),
      onEvent: (payload, position) => recorder.event(payload as PennyEvent, position),
      save: (notebook) => recorder.saveRunning(notebook),
    });
    if (execution.death !== null && !context.signal.aborted) await aborted(context.signal);
    return await recorder.end({ execution });
  } catch (error) {
    if (recorder.diskFailure !== null) throw recorder.diskFailure;
    return await recorder.end({
      error: error instanceof PennyError ? error.message : String(error),
      retriable: error instanceof ServiceError,
    });
  }
}

function isStream(output: Output): output is StreamOutput {
  return output.output_type === "stream";
}

/** Resolves when the signal is aborted, at the latest after some patience. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, SIGNAL_PATIENCE_MS);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
