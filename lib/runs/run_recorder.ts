import { type Clock, PennyError } from "../base/mod.ts";
import { notReached } from "./not_reached.ts";
import type { Redactor } from "./redact.ts";
import { writeIndexPage, writeNotebookPage } from "./report_run.ts";
import type { RunFolder } from "./run_folder.ts";
import type { NotebookRun } from "./notebook_recorder.ts";
import { runStatusOf, writeRunRecord } from "./run_record.ts";
import type { RunStore } from "./run_store.ts";
import type { NotebookResult, RunRecord, RunSetting, RunTieOuts } from "./types.ts";

/** What a run's record is made of. */
export interface RunRecorderOptions {
  readonly folder: RunFolder;
  /** What is known before anything is opened. */
  readonly head: Omit<RunRecord, "format" | "runId" | "status" | "endedAt" | "pid" | "setting">;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly setting: RunSetting;
  readonly store: RunStore;
  /** Compares figures that should agree; not asked of an interrupted run. @default nothing is compared */
  readonly tieOut?: (runId: string) => Promise<RunTieOuts>;
  /** Tells one French line. */
  readonly note: (line: string) => void;
}

/**
 * Keeps the record of a run while it goes on: `run.json`, the pages, and the warehouse. A warehouse that refuses is told and
 * does not stop the run; the disk does.
 */
export class RunRecorder {
  readonly #options: RunRecorderOptions;
  #record: RunRecord;
  /** The warehouse has refused once: that is told once. */
  #refused = false;

  /** @param options Of the run. */
  constructor(options: RunRecorderOptions) {
    this.#options = options;
    this.#record = {
      format: 2,
      runId: options.folder.runId,
      ...options.head,
      status: "running",
      endedAt: null,
      pid: Deno.pid,
      setting: options.redactor.json(options.setting),
    };
  }

  /** What is known so far, without secrets. */
  get record(): RunRecord {
    return this.#record;
  }

  /**
   * Writes the first record.
   *
   * @param killed Runs before it whose process was found dead.
   */
  async begin(killed: readonly string[]): Promise<void> {
    await this.#write();
    if (killed.length > 0) await this.#store((store) => store.killed(killed));
    await this.#store((store) => store.begin(this.#record));
    for (const carried of this.#record.notebooks) {
      await this.#store((store) => store.notebook(this.#record.runId, carried));
    }
  }

  /**
   * Adds a notebook that has ended.
   *
   * @param run Result and copy.
   */
  async add({ result, copy }: NotebookRun): Promise<void> {
    this.#record = {
      ...this.#record,
      notebooks: this.#inOrder([...this.#record.notebooks, result]),
    };
    const { folder, redactor } = this.#options;
    if (copy !== null) {
      await writeNotebookPage(copy, result, { folder: folder.path, run: this.#record, redactor });
    }
    await this.#write();
    await this.#store((store) => store.notebook(this.#record.runId, result));
  }

  /**
   * Ends the record.
   *
   * @param interrupted Whether the user or the system ended the run; notebooks that were not reached are added as such.
   */
  async end(interrupted: boolean): Promise<void> {
    const endedAt = this.#options.clock.now().toISOString();
    const reached = new Set(this.#record.notebooks.map((notebook) => notebook.name));
    const missed = this.#record.planned.filter(({ name }) => !reached.has(name))
      .map((entry) => notReached(entry, { reason: "non exécuté", at: endedAt }));
    const notebooks = this.#inOrder([...this.#record.notebooks, ...missed]);
    const tieOuts = interrupted ? null : await this.#tieOut();
    this.#record = {
      ...this.#record,
      notebooks,
      ...(tieOuts === null ? {} : { tieOuts }),
      status: interrupted ? "interrupted" : runStatusOf(notebooks, this.#options.setting),
      endedAt,
    };
    await this.#write();
    await this.#store((store) => store.end(this.#record));
  }

  /** Ends the record of a run that the disk has stopped: only the warehouse can still be told. */
  async abandon(): Promise<void> {
    const endedAt = this.#options.clock.now().toISOString();
    this.#record = { ...this.#record, status: "failed", endedAt };
    await this.#store((store) => store.end(this.#record));
  }

  /** What cannot be compared is told, and changes nothing in how the run ended. */
  async #tieOut(): Promise<RunTieOuts | null> {
    const { tieOut, redactor, note } = this.#options;
    if (tieOut === undefined) return null;
    try {
      const tieOuts = redactor.json(await tieOut(this.#record.runId));
      for (const fault of tieOuts.faults) note(`[INFO] ${fault}`);
      return tieOuts;
    } catch (error) {
      const reason = error instanceof PennyError ? error.message : String(error);
      note(`[INFO] Les rapprochements n'ont pas pu être faits : ${redactor.text(reason)}`);
      return null;
    }
  }

  async #write(): Promise<void> {
    const { folder, redactor } = this.#options;
    await writeRunRecord(folder.path, this.#record, { redactor });
    await writeIndexPage(folder.path, this.#record, redactor);
  }

  async #store(write: (store: RunStore) => Promise<void>): Promise<void> {
    try {
      await write(this.#options.store);
    } catch (error) {
      if (this.#refused) return;
      this.#refused = true;
      const reason = error instanceof PennyError ? error.message : String(error);
      this.#options.note(
        `[INFO] L'exécution n'a pas pu être notée dans la base : ${
          this.#options.redactor.text(reason)
        }`,
      );
    }
  }

  #inOrder(notebooks: readonly NotebookResult[]): NotebookResult[] {
    const order = this.#record.planned.map(({ name }) => name);
    return [...notebooks].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  }
}
