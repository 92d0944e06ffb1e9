import type { NotebookResult, RunRecord } from "./types.ts";

/** Where the record of a run is kept beside `run.json`: the schema `penny` of the warehouse. */
export interface RunStore {
  /** The run begins. */
  begin(run: RunRecord): Promise<void>;
  /** A notebook ended. */
  notebook(runId: string, result: NotebookResult): Promise<void>;
  /** The run ended. */
  end(run: RunRecord): Promise<void>;
}
