import type { Budgets, NotebookExecution } from "../jupyter/mod.ts";
import type { Versions } from "./versions.ts";

/** How a notebook ended. `skipped`: no configured source can give its domain. */
export type NotebookStatus = "ok" | "failed" | "skipped" | "interrupted";

/** A notebook file that a run can execute. */
export interface NotebookSource {
  /** File name without folder and extension, such as `04_customer_invoices`. */
  readonly name: string;
  /** Absolute path of the file that is executed. */
  readonly path: string;
  /** `shipped`: in `notebooks/`; `copy`: the user's, in `carnets/`; `file`: named on the command line. */
  readonly origin: "shipped" | "copy" | "file";
  /** The shipped notebook is newer than the user's copy that takes its place. */
  readonly shippedIsNewer: boolean;
}

/** Rows written and left alone by the publications of a notebook or of a run. */
export interface RowCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
}

/** A company whose rows were refused or not published, with the French reason. */
export interface UnitFailure {
  /** `gate`: a blocking check is red; `unit`: the reading failed; `publication`: the old rows stay published. */
  readonly kind: "gate" | "unit" | "publication";
  /** Domain, or `schema.table` for a publication. */
  readonly subject: string;
  readonly company: string;
  readonly reason: string;
}

/** What the events of a notebook add up to. */
export interface NotebookOutcome {
  readonly counts: RowCounts;
  /** Tables that were published, as `schema.table`. */
  readonly tables: readonly string[];
  readonly failures: readonly UnitFailure[];
  /** French reason when the domain cannot be given by any configured source. */
  readonly skippedReason: string | null;
}

/** The cell at which a notebook stopped, else the first one that counts as failed. */
export interface FailedCell {
  /** Position among all cells of the executed notebook, from 0. */
  readonly index: number;
  /** Position among its code cells, from 1: the count that Jupyter shows. */
  readonly number: number;
  /** `Name: message`, on one line, without secrets. */
  readonly error: string;
}

/** How a cell ended. `red`: it ran, but a company was refused while it did; a cell of a failed status may have let the notebook go on. */
export type CellStatus = "ok" | "failed" | "red" | "interrupted";

/** How one code cell of a notebook went. */
export interface CellRecord {
  /** Position among all cells of the executed notebook, from 0. */
  readonly index: number;
  /** Position among its code cells, from 1. */
  readonly number: number;
  /** Of the cell in the notebook's file. */
  readonly id: string;
  readonly status: CellStatus;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** One line, without secrets; null when `ok`. */
  readonly error: string | null;
}

/** How one notebook of a run went. */
export interface NotebookResult extends NotebookOutcome {
  readonly name: string;
  /** Title of the notebook's first heading, or its name. */
  readonly title: string;
  readonly origin: NotebookSource["origin"];
  readonly shippedIsNewer: boolean;
  readonly status: NotebookStatus;
  /** French, one line; null when `ok`. */
  readonly reason: string | null;
  readonly failedCell: FailedCell | null;
  /** Whether there is an executed copy and its page: not for a damaged file, or one that was not reached. */
  readonly hasCopy: boolean;
  /** Code cells that ran to their end. */
  readonly cellsDone: number;
  readonly cellsTotal: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly fingerprint: string;
  /** The notebook's file was saved by someone while it ran. */
  readonly changedOnDisk: boolean;
  /** Parameters given on the command line that this notebook has. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Code cells that were begun, in order. */
  readonly cells: readonly CellRecord[];
  /** Largest resident memory of the kernel, bytes; null where the system does not tell it. */
  readonly peakMemoryBytes: number | null;
  /** The run that executed it, when this one only resumes that one and found it green; else null. */
  readonly carriedFrom: string | null;
}

/** A notebook that a run sets out to execute. */
export interface PlannedEntry {
  readonly name: string;
  readonly title: string;
  readonly origin: NotebookSource["origin"];
  readonly shippedIsNewer: boolean;
  /** Of its file, from the clone, with `/`. */
  readonly file: string;
  /** Whether its file could be read, so that it will have a page. */
  readonly readable: boolean;
}

/** How a whole run went. */
export type RunStatus = "running" | "ok" | "failed" | "interrupted";

/** What the run stands on, known once the warehouse is open. */
export interface RunSetting {
  readonly mode: "demo" | "réel";
  /** Day of the synthetic data, `YYYY-MM-DD`, in demo mode. */
  readonly syntheticAsOf?: string;
  /** French: what was asked for and cannot be had of the sources; the run then counts as failed. @default none */
  readonly faults?: readonly string[];
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly schema: string;
    readonly user: string;
  };
}

/** Two figures that should agree and do not. */
export interface RunTieOut {
  readonly company: string;
  /** French: what is compared, e.g. a fiscal year or a column. */
  readonly title: string;
  readonly unit: "euros" | "rows";
  readonly left: { readonly label: string; readonly amount: string };
  readonly right: { readonly label: string; readonly amount: string };
  /** left − right; decimal text. */
  readonly difference: string;
  /** What explains the difference; French labels, decimal text, rows. */
  readonly explained: readonly RunTieOutPart[];
  /** What nothing explains. */
  readonly unexplained: {
    readonly amount: string;
    readonly rows: number;
    readonly parts: readonly RunTieOutPart[];
  };
  /** The unexplained part stands in two runs in a row. */
  readonly alert: boolean;
}

/** Rows that differ for one reason. */
export interface RunTieOutPart {
  readonly label: string;
  readonly amount: string;
  readonly rows: number;
}

/** What a run held against one another at its end; it never changes how the run ended. */
export interface RunTieOuts {
  /** Pairs of figures that were compared. */
  readonly compared: number;
  /** Those that differ, alerts first. */
  readonly differing: readonly RunTieOut[];
  /** French: comparisons that could not be made. */
  readonly faults: readonly string[];
}

/** The run record, as written to `run.json`. */
export interface RunRecord {
  /** Version of this format. */
  readonly format: 2;
  readonly runId: string;
  /** `schedule`: a run of the queue, whose jobs workers execute, perhaps on several machines. */
  readonly command: "run-all" | "run" | "schedule";
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly pid: number;
  readonly versions: Versions;
  /** Commit of the clone; null outside one. */
  readonly gitRevision: string | null;
  readonly jobs: number;
  readonly budgets: Budgets;
  /** Parameters given to the run, without secrets. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The run whose failed notebooks this one executes again; else null. */
  readonly resumes: string | null;
  readonly setting: RunSetting | null;
  /** All that was asked for, in the order of the report, those that are carried over included. */
  readonly planned: readonly PlannedEntry[];
  readonly notebooks: readonly NotebookResult[];
  /** Rapprochements; absent before the end of the run, and where none were made. */
  readonly tieOuts?: RunTieOuts;
}

/** Name of the summary notebook: it runs after the others and is not one of the twelve. */
export const SUMMARY_NOTEBOOK = "00_sommaire";

/** Parameters given on the command line, as text by name. */
export type GivenParameters = Readonly<Record<string, string>>;

/** How an execution ended: with a result, or with an error outside the cells. */
export interface Ended {
  readonly execution?: NotebookExecution;
  /** French. */
  readonly error?: string | null;
  /** Whether that error can heal. @default false */
  readonly retriable?: boolean;
}
