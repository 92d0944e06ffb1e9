/** Runs of notebooks: selection, execution, executed copies, pages, record. @module */
export { listNotebooks } from "./catalog.ts";
export type { NotebookFolders } from "./catalog.ts";
export { clean } from "./clean.ts";
export type { CleanOptions } from "./clean.ts";
export { copyNotebook } from "./copy_notebook.ts";
export { MINIMUM_DENO, requireDenoVersion } from "./deno_version.ts";
export { openInBrowser } from "./open_in_browser.ts";
export { createRedactor } from "./redact.ts";
export type { Redactor, RedactorOptions } from "./redact.ts";
export { selectNotebooks, shortName } from "./select_notebooks.ts";
export type { NotebookSelection } from "./select_notebooks.ts";
export { setupJupyter } from "./setup_jupyter.ts";
export type { SetupJupyterOptions } from "./setup_jupyter.ts";
export { SUMMARY_NOTEBOOK } from "./types.ts";
export type {
  FailedCell,
  NotebookOutcome,
  NotebookResult,
  NotebookSource,
  NotebookStatus,
  RowCounts,
  RunRecord,
  RunSetting,
  RunStatus,
  UnitFailure,
} from "./types.ts";
