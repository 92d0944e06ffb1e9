import * as path from "node:path";
import { type Clock, PennyError, type PennyEvent } from "../base/mod.ts";
import {
  executeNotebook,
  type KernelSession,
  type Notebook,
  type NotebookExecution,
  writeNotebook,
} from "../jupyter/mod.ts";
import { collectOutcome } from "./collect_outcome.ts";
import { errorText } from "./error_text.ts";
import { type CopyMark, markCopy } from "./mark_copy.ts";
import { type Execution, notebookStatus } from "./notebook_outcome.ts";
import { hasChangedOnDisk, type PlannedNotebook } from "./plan_notebook.ts";
import type { Redactor } from "./redact.ts";
import type { RunView } from "./run_view.ts";
import type { FailedCell, NotebookResult } from "./types.ts";
import { diskError } from "./write_file.ts";

/** What all notebooks of a run share. */
export interface NotebookRunContext {
  readonly runId: string;
  /** Folder of the run, absolute. */
  readonly folder: string;
  readonly redactor: Redactor;
  readonly view: RunView;
  readonly clock: Clock;
  /** Stops the notebook under way. */
  readonly signal: AbortSignal;
}

/** How one notebook went, with what its page shows. */
export interface NotebookRun {
  readonly result: NotebookResult;
  /** The executed copy without secrets; null when no cell could be executed. */
  readonly copy: Notebook | null;
}

/** What a copy says of how its notebook goes. */
type CopyState = Pick<CopyMark, "status" | "reason">;

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
    const execution = await executeNotebook(planned.notebook, {
      session: takeSession(),
      signal: context.signal,
      onCell: ({ number, total }) => recorder.cell(number, total),
      onEvent: (payload) => recorder.event(payload as PennyEvent),
      save: async (notebook) => {
        await recorder.save(notebook, { status: "running", reason: null });
      },
    });
    if (execution.death !== null && !context.signal.aborted) await aborted(context.signal);
    return await recorder.end({ execution });
  } catch (error) {
    if (recorder.diskFailure !== null) throw recorder.diskFailure;
    return await recorder.end({
      error: error instanceof PennyError ? error.message : String(error),
    });
  }
}

/** Follows one notebook from its start to its result. */
class NotebookRecorder {
  diskFailure: unknown = null;
  readonly #planned: PlannedNotebook;
  readonly #context: NotebookRunContext;
  readonly #events: PennyEvent[] = [];
  readonly #startedAt: Date;
  readonly #start = performance.now();
  #lastSaved: Notebook | null = null;
  #cellsDone = 0;
  #cellsTotal = 0;

  constructor(planned: PlannedNotebook, context: NotebookRunContext) {
    this.#planned = planned;
    this.#context = context;
    this.#startedAt = context.clock.now();
    const cells = planned.notebook?.cells ?? [];
    this.#cellsTotal =
      cells.filter((cell) => cell.cell_type === "code" && cell.source.trim() !== "").length;
    context.view.started(planned.source.name, this.#cellsTotal);
  }

  cell(number: number, total: number): void {
    this.#cellsDone = number - 1;
    this.#cellsTotal = total;
    this.#context.view.cell(this.#planned.source.name, number - 1);
  }

  event(event: PennyEvent): void {
    const redacted = this.#context.redactor.json(event);
    this.#events.push(redacted);
    this.#context.view.event(this.#planned.source.name, redacted);
  }

  /** Writes the copy and answers it, without secrets and without the mark. */
  async save(notebook: Notebook, state: CopyState): Promise<Notebook> {
    const { folder, redactor } = this.#context;
    this.#lastSaved = notebook;
    const clean = redactor.json(notebook);
    const file = path.join(folder, `${this.#planned.source.name}.ipynb`);
    try {
      await writeNotebook(file, markCopy(clean, this.#mark(state)));
    } catch (error) {
      this.diskFailure ??= diskError("écrire le carnet exécuté", file, error);
      throw this.diskFailure;
    }
    return clean;
  }

  async end(
    ended: { readonly execution?: NotebookExecution; readonly error?: string | null },
  ): Promise<NotebookRun> {
    const { execution } = ended;
    if (execution?.status === "ok") this.#cellsDone = execution.executedCells;
    const result = await this.#result(this.#execution(ended));
    this.#context.view.ended(result);
    const executed = execution?.notebook ?? this.#lastSaved ?? this.#planned.notebook;
    const copy = executed === null ? null : await this.save(executed, result);
    return { result, copy };
  }

  #execution(
    { execution, error }: {
      readonly execution?: NotebookExecution;
      readonly error?: string | null;
    },
  ): Execution {
    return {
      interrupted: this.#context.signal.aborted && execution?.status !== "ok",
      failedCell: execution?.failedCell ? this.#failedCell(execution) : null,
      error: error == null ? null : this.#context.redactor.text(error),
    };
  }

  #failedCell({ failedCell, error, death }: NotebookExecution): FailedCell | null {
    if (failedCell === null) return null;
    const text = death?.message ?? (error === null ? "cellule arrêtée" : errorText(error));
    const line = text.split("\n")[0] ?? "";
    const { index, number } = failedCell;
    return { index, number, error: this.#context.redactor.text(line) };
  }

  async #result(execution: Execution): Promise<NotebookResult> {
    const { source, title, fingerprint, parameters } = this.#planned;
    const outcome = collectOutcome(this.#events);
    return {
      ...outcome,
      ...notebookStatus(execution, outcome),
      name: source.name,
      title,
      origin: source.origin,
      shippedIsNewer: source.shippedIsNewer,
      failedCell: execution.failedCell,
      hasCopy: this.#planned.notebook !== null,
      cellsDone: this.#cellsDone,
      cellsTotal: this.#cellsTotal,
      startedAt: this.#startedAt.toISOString(),
      durationMs: Math.round(performance.now() - this.#start),
      fingerprint,
      changedOnDisk: await hasChangedOnDisk(this.#planned),
      parameters: this.#context.redactor.json(parameters),
    };
  }

  #mark(state: CopyState): CopyMark {
    return {
      runId: this.#context.runId,
      status: state.status,
      reason: state.reason,
      fingerprint: this.#planned.fingerprint,
      startedAt: this.#startedAt.toISOString(),
      savedAt: new Date().toISOString(),
      deno: Deno.version.deno,
      parameters: this.#context.redactor.json(this.#planned.parameters),
      cellsDone: this.#cellsDone,
    };
  }
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
