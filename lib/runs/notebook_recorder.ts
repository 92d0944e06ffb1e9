import * as path from "node:path";
import { type Clock, type PennyEvent } from "../base/mod.ts";
import {
  type Budgets,
  type CellPosition,
  type KernelSession,
  type Notebook,
  type NotebookExecution,
  type StreamOutput,
  writeNotebook,
} from "../jupyter/mod.ts";
import { canHeal } from "./can_heal.ts";
import { CleanCells } from "./clean_cells.ts";
import { cellRecords, firstRed, isExecutable } from "./cell_records.ts";
import { collectOutcome, refusalsOf } from "./collect_outcome.ts";
import { errorText } from "./error_text.ts";
import { LineFeed } from "./line_feed.ts";
import { type CopyMark, markCopy } from "./mark_copy.ts";
import { type Execution, notebookStatus } from "./notebook_outcome.ts";
import { peakMemory } from "./peak_memory.ts";
import { hasChangedOnDisk, type PlannedNotebook } from "./plan_notebook.ts";
import type { Redactor } from "./redact.ts";
import type { RunView } from "./run_view.ts";
import type { CellRecord, Ended, FailedCell, NotebookResult } from "./types.ts";
import type { Versions } from "./versions.ts";
import { diskError } from "./write_file.ts";

/** What all notebooks of a run share. */
export interface NotebookRunContext {
  readonly runId: string;
  /** Folder of the run, absolute. */
  readonly folder: string;
  readonly redactor: Redactor;
  readonly view: RunView;
  readonly clock: Clock;
  readonly budgets: Budgets;
  readonly versions: Versions;
  readonly gitRevision: string | null;
  /** Stops the notebook under way. */
  readonly signal: AbortSignal;
}

/** How one notebook went, with what its page shows. */
export interface NotebookRun {
  readonly result: NotebookResult;
  /** The executed copy without secrets; null when no cell could be executed. */
  readonly copy: Notebook | null;
  /** It failed by something that may be over when it is tried again: a service, a lock, a kernel. */
  readonly retriable: boolean;
}

/** Follows one notebook from its start to its result, and writes its copy. */
export class NotebookRecorder {
  /** What the disk said when it refused a copy. */
  diskFailure: unknown = null;
  readonly #planned: PlannedNotebook;
  readonly #context: NotebookRunContext;
  readonly #name: string;
  readonly #events: PennyEvent[] = [];
  readonly #refusals = new Map<number, string[]>();
  readonly #lines: LineFeed;
  readonly #cells: CleanCells;
  readonly #startedAt: Date;
  readonly #start = performance.now();
  readonly #cellsTotal: number;
  #kernelPid: number | null = null;
  #peakMemoryBytes: number | null = null;
  #lastSaved: Notebook | null = null;
  #toldCells = 0;

  /**
   * Tells the view that the notebook begins.
   *
   * @param planned What is executed.
   * @param context Of the run.
   */
  constructor(planned: PlannedNotebook, context: NotebookRunContext) {
    this.#planned = planned;
    this.#context = context;
    this.#name = planned.source.name;
    this.#startedAt = context.clock.now();
    this.#cellsTotal = (planned.notebook?.cells ?? []).filter(isExecutable).length;
    this.#cells = new CleanCells(context.redactor);
    this.#lines = new LineFeed((stream, line) =>
      context.view.output(this.#name, { stream, text: context.redactor.text(line) })
    );
    context.view.started(this.#name, this.#cellsTotal);
  }

  /** Writes a first copy, so that a run that is killed during the first cell leaves one. */
  async begin(notebook: Notebook): Promise<void> {
    const cells = notebook.cells.map((cell) =>
      cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell
    );
    await this.saveRunning({ ...notebook, cells });
  }

  /** Notes which process the notebook's memory is read from. */
  follow({ kernel }: KernelSession): void {
    if ("pid" in kernel && typeof kernel.pid === "number") this.#kernelPid = kernel.pid;
  }

  /** A cell begins. */
  cell({ number }: CellPosition): void {
    this.#lines.flush();
    this.#context.view.cell(this.#name, number - 1);
  }

  /** A cell printed something. */
  stream({ name, text }: StreamOutput): void {
    this.#lines.push(name, text);
  }

  /** A library call of a cell reported something. */
  event(event: PennyEvent, { index }: CellPosition): void {
    const redacted = this.#context.redactor.json(event);
    this.#events.push(redacted);
    const reasons = refusalsOf(redacted);
    if (reasons.length > 0) {
      this.#refusals.set(index, [...this.#refusals.get(index) ?? [], ...reasons]);
    }
    this.#context.view.event(this.#name, redacted);
  }

  /** Writes the copy of a notebook that goes on. */
  async saveRunning(notebook: Notebook): Promise<void> {
    this.#lastSaved = notebook;
    const clean = this.#clean(notebook);
    const records = this.#records(clean, null);
    for (const record of records.slice(this.#toldCells)) {
      this.#context.view.cellEnded(this.#name, record);
    }
    this.#toldCells = records.length;
    const mark = this.#mark({ status: "running", reason: null, cellsDone: records.length });
    await this.#write(clean, { mark, records, failedCell: null });
  }

  /** Tells the view how the notebook ended and writes the last copy. */
  async end(ended: Ended): Promise<NotebookRun> {
    this.#lines.flush();
    const executed = ended.execution?.notebook ?? this.#lastSaved ?? this.#planned.notebook;
    const copy = executed === null ? null : this.#clean(executed);
    const execution = this.#execution(ended);
    const interruptedAt = execution.interrupted ? execution.failedCell?.index ?? null : null;
    const records = copy === null ? [] : this.#records(copy, interruptedAt);
    const cellsDone = Math.max(0, records.length - (ended.execution?.stopped ? 1 : 0));
    const result = await this.#result(execution, { records, cellsDone });
    this.#context.view.ended(result);
    const retriable = result.status === "failed" && canHeal(ended, this.#events);
    if (copy === null) return { result, copy, retriable };
    await this.#write(copy, { mark: this.#mark(result), records, failedCell: result.failedCell });
    return { result, copy, retriable };
  }

  /** Without secrets; the folders of this machine are named by what they are. */
  #clean(notebook: Notebook): Notebook {
    return this.#cells.notebook(notebook);
  }

  #records(copy: Notebook, interruptedAt: number | null): CellRecord[] {
    this.#readMemory();
    return cellRecords(copy, { refusals: this.#refusals, interruptedAt });
  }

  async #write(clean: Notebook, options: Parameters<typeof markCopy>[1]): Promise<void> {
    const file = path.join(this.#context.folder, `${this.#name}.ipynb`);
    try {
      await writeNotebook(file, markCopy(clean, options));
    } catch (error) {
      this.diskFailure ??= diskError("écrire le carnet exécuté", file, error);
      throw this.diskFailure;
    }
  }

  #execution({ execution, error }: Ended): Execution {
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

  async #result(
    execution: Execution,
    { records, cellsDone }: { readonly records: readonly CellRecord[]; readonly cellsDone: number },
  ): Promise<NotebookResult> {
    const { source, title, fingerprint, recorded } = this.#planned;
    const outcome = collectOutcome(this.#events);
    return {
      ...outcome,
      ...notebookStatus(execution, outcome),
      name: source.name,
      title,
      origin: source.origin,
      shippedIsNewer: source.shippedIsNewer,
      failedCell: execution.failedCell ?? firstRed(records),
      hasCopy: this.#planned.notebook !== null,
      cellsDone,
      cellsTotal: this.#cellsTotal,
      startedAt: this.#startedAt.toISOString(),
      durationMs: Math.round(performance.now() - this.#start),
      fingerprint,
      changedOnDisk: await hasChangedOnDisk(this.#planned),
      parameters: this.#context.redactor.json(recorded),
      cells: records,
      peakMemoryBytes: this.#peakMemoryBytes,
      carriedFrom: null,
    };
  }

  #mark(state: Pick<CopyMark, "status" | "reason" | "cellsDone">): CopyMark {
    const { runId, budgets, versions, gitRevision, redactor } = this.#context;
    return {
      runId,
      status: state.status,
      reason: state.reason,
      fingerprint: this.#planned.fingerprint,
      startedAt: this.#startedAt.toISOString(),
      savedAt: new Date().toISOString(),
      versions,
      gitRevision,
      parameters: redactor.json(this.#planned.recorded),
      limits: budgets,
      cellsDone: state.cellsDone,
      cellsTotal: this.#cellsTotal,
      peakMemoryBytes: this.#peakMemoryBytes,
    };
  }

  /** The system tells the peak only while the kernel lives: it is read after each cell. */
  #readMemory(): void {
    const peak = this.#kernelPid === null ? null : peakMemory(this.#kernelPid);
    if (peak !== null) this.#peakMemoryBytes = peak;
  }
}
