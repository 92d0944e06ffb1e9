import type { Clock } from "../base/mod.ts";
import type { Budgets } from "../jupyter/mod.ts";
import type { INTERRUPTED_STATUS } from "./interrupt.ts";
import type { ViewedRun } from "./open_view.ts";
import type { LoadedNotebook } from "./plan_notebook.ts";
import type { GivenParameters, RunRecord, RunSetting, RunTieOuts } from "./types.ts";
import type { ResumedRun } from "./resume_run.ts";
import type { RunStore } from "./run_store.ts";
import type { RunView } from "./run_view.ts";

/** What is asked for. */
export interface RunRequest {
  readonly command: RunRecord["command"];
  /** In the order of the report. */
  readonly notebooks: readonly LoadedNotebook[];
  readonly parameters: GivenParameters;
  /** Kernels at once, from 1. */
  readonly jobs: number;
  /** How long things may take. @default DEFAULT_BUDGETS */
  readonly budgets?: Budgets;
  /** Settings that every kernel gets beside the process's own. @default none */
  readonly kernelEnv?: Readonly<Record<string, string>>;
  /** The run whose green notebooks are taken over and whose others are executed again. @default null */
  readonly resumes?: ResumedRun | null;
  /** Runs before it whose process was found dead. @default none */
  readonly killed?: readonly string[];
}

/** Settings of Penny that a run needs. */
export interface RunPlace {
  /** The clone, absolute. */
  readonly root: string;
  /** PENNY_HOME, absolute. */
  readonly home: string;
  /** `outputs/`, absolute. */
  readonly outputs: string;
  /** Run folders that are kept. */
  readonly keepRuns: number;
  readonly secrets: readonly string[];
}

/** What the notebooks find ready: the warehouse is open, the sources answer. */
export interface PreparedNotebooks extends AsyncDisposable {
  readonly setting: RunSetting;
  readonly store: RunStore;
  /** Passwords that are known only now. */
  readonly secrets: readonly string[];
  /** Compares figures that should agree, once the notebooks have ended. @default nothing is compared */
  readonly tieOut?: (runId: string) => Promise<RunTieOuts>;
}

/** What a run works with. */
export interface RunTools {
  readonly place: RunPlace;
  /** Opens warehouse and sources; what it throws ends the command before any notebook. */
  readonly prepare: (
    runId: string,
    onProgress: (text: string) => void,
  ) => Promise<PreparedNotebooks>;
  /** Shows how the run goes. */
  readonly openView: (run: ViewedRun) => RunView;
  /** Aborted when the user or the system ends the run. */
  readonly signal: AbortSignal;
  /** Writes one line. @default console.log */
  readonly write?: (line: string) => void;
  /** @default the machine's own */
  readonly clock?: Clock;
}

/** How a run ended. */
export interface RunEnd {
  /** 0: all is up to date; 1: something failed; 130: interrupted. */
  readonly status: 0 | 1 | typeof INTERRUPTED_STATUS;
  /** Absolute path of the page to read. */
  readonly indexPage: string;
}
