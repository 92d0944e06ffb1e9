/** Runs of notebooks: selection, execution, executed copies, pages, record. @module */
export { listNotebooks } from "./catalog.ts";
export type { NotebookFolders } from "./catalog.ts";
export { clean } from "./clean.ts";
export type { CleanOptions } from "./clean.ts";
export { parseGivenParameters, parseJobs, parseNames } from "./command_options.ts";
export { closeKilledRuns } from "./close_killed_runs.ts";
export { copyNotebook } from "./copy_notebook.ts";
export { parseBudgets } from "./budgets.ts";
export { databaseRunStore } from "./database_run_store.ts";
export { MINIMUM_DENO, requireDenoVersion } from "./deno_version.ts";
export { INTERRUPTED_STATUS, watchInterrupt } from "./interrupt.ts";
export type { InterruptWatch } from "./interrupt.ts";
export { keptPasswords } from "./kept_passwords.ts";
export { namedNotebooks } from "./named_files.ts";
export { openInBrowser } from "./open_in_browser.ts";
export { loadNotebook, planNotebooks } from "./plan_notebook.ts";
export type { LoadedNotebook, PlannedNotebook } from "./plan_notebook.ts";
export {
  type CellRecord,
  type FailedCell,
  type GivenParameters,
  type NotebookOutcome,
  type NotebookResult,
  type NotebookSource,
  type NotebookStatus,
  type PlannedEntry,
  type RowCounts,
  type RunRecord,
  type RunSetting,
  type RunStatus,
  type RunTieOuts,
  SUMMARY_NOTEBOOK,
  type UnitFailure,
} from "./types.ts";
export { DEFAULT_BUDGETS } from "./budgets.ts";
export { executeJob } from "./execute_job.ts";
export type { JobTools, NotebookJob } from "./execute_job.ts";
export { fingerprintLibrary } from "./fingerprint.ts";
export { gitRevision } from "./git_revision.ts";
export { notReached } from "./not_reached.ts";
export { writeIndexPage, writeNotebookPage } from "./report_run.ts";
export { listRunFolders, pruneRunFolders, replaceLatest } from "./run_folder.ts";
export type { RunFolder } from "./run_folder.ts";
export { readRunRecord, runStatusOf, writeRunRecord } from "./run_record.ts";
export { summaryLines } from "./run_summary.ts";
export { createRedactor, runRedactor } from "./redact.ts";
export type { Redactor, RedactorOptions } from "./redact.ts";
export { runNotebooks } from "./run_notebooks.ts";
export type { PreparedNotebooks, RunEnd, RunPlace, RunRequest, RunTools } from "./run_request.ts";
export type { RunStore } from "./run_store.ts";
export { createLogView, joinViews } from "./log_view.ts";
export { openView } from "./open_view.ts";
export type { ViewChoice } from "./open_view.ts";
export { createPlainView } from "./run_view.ts";
export type { PlainViewOptions, RunView } from "./run_view.ts";
export { selectNotebooks, shortName } from "./select_notebooks.ts";
export type { NotebookSelection } from "./select_notebooks.ts";
export { readParameters } from "./read_parameters.ts";
export { isSecretName } from "./secret_name.ts";
export { requireFitKernel } from "./require_fit_kernel.ts";
export { notebooksToRetry, readResumedRun, resumedParameters } from "./resume_run.ts";
export type { ResumedRun } from "./resume_run.ts";
export { acquireRunLock } from "./run_lock.ts";
export { readVersions } from "./versions.ts";
export { setupJupyter } from "./setup_jupyter.ts";
export type { SetupJupyterOptions } from "./setup_jupyter.ts";
