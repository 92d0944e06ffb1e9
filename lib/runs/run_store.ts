import type { NotebookResult, RunRecord } from "./types.ts";

/** Where the record of a run is kept beside `run.json`: the schema `penny` of the warehouse. */
export interface RunStore {
  /** The run begins. */
  begin(run: RunRecord): Promise<void>;
  /** A notebook ended, or was taken over from a run before. */
  notebook(runId: string, result: NotebookResult): Promise<void>;
  /** The run ended; what is too old may go. */
  end(run: RunRecord): Promise<void>;
  /** Runs whose process was found dead. */
  killed(runIds: readonly string[]): Promise<void>;
}
