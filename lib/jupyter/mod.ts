/**
 * A client of the Deno kernel: starts kernels, executes notebooks cell by cell, reads and writes notebook files. It knows
 * nothing of accounting.
 *
 * How a library displays something from inside a cell (measured on Deno 2.9.6):
 * - It runs in a kernel when `typeof Deno.jupyter?.broadcast === "function"`; outside, reading `Deno.jupyter` throws, so
 *   the test needs a `try`. (`"jupyter" in Deno` is true everywhere.)
 * - `Deno.jupyter.broadcast("display_data", { data, metadata: {}, transient: {} })` queues its message at the call, so the
 *   order with `console.log` is kept even without `await`. `Deno.jupyter.display` formats in a microtask first: without
 *   `await` it lands after everything that the rest of the synchronous code prints.
 * - `data` maps MIME types to text, base64 for images, and JSON values (not text) for JSON types. A BigInt in it throws.
 * - In place: the same call with `transient: { display_id }`, then `broadcast("update_display_data", …)` with that id.
 * - The last expression of a cell may be an object (not a function) with `[Symbol.for("Jupyter.display")]()` that returns
 *   a bundle or a promise of one. A promise as last expression is shown as `Promise { … }`: cells must `await`. `undefined`
 *   and `null` show nothing.
 * - What is printed in a rush is joined inside the kernel: the first hundred prints of a twentieth of a second go out at
 *   once, the others together, at the latest when the code pauses, before any broadcast and at the end of the cell. A kernel
 *   that crashes in such a rush takes the last twentieth of a second of it along.
 * - What is written to `Deno.stdout`, `Deno.stderr` or Node's streams over them is an output; what a child process writes to
 *   an inherited one is not: pipe it.
 * - Work that may go on behind the last cell is told to the runner by `whilePending` of base; it is then waited for.
 * - A value that JSON does not know (`1n`, `NaN`, `-0`) is not shown when it is the last expression.
 * - The kernel can tear a message of several MB (its two tasks write to one connection). This client repairs that; front
 *   ends do not, so displays should stay below 1 MB.
 *
 * @module
 */
export { KernelDiedError, type KernelExit, KernelStartError, ProtocolError } from "./errors.ts";
export {
  type BudgetName,
  type Budgets,
  budgetText,
  NO_BUDGETS,
  notebookBudgets,
  type PassedBudget,
} from "./budgets.ts";
export type { CellResult, CutOutput, ExecuteOptions } from "./cell_result.ts";
export { executeNotebook } from "./execute_notebook.ts";
export type {
  CellFailure,
  CellPosition,
  ExecuteNotebookOptions,
  NotebookExecution,
} from "./notebook_execution.ts";
export { Kernel, type RequestChannel, type RequestOptions } from "./kernel.ts";
export type { KernelOptions, PortLease } from "./kernel_process.ts";
export { killAllKernels, liveKernelPids } from "./kernel_registry.ts";
export type {
  DisplayOutput,
  ErrorOutput,
  MimeBundle,
  Output,
  ResultOutput,
  StreamOutput,
} from "./outputs.ts";
export {
  INTERRUPTION,
  KernelSession,
  type SessionKernel,
  type SessionOptions,
  type SettledResult,
} from "./session.ts";
export {
  type Cell,
  type CellBase,
  type CodeCell,
  type Notebook,
  tagsOf,
  type TextCell,
} from "./notebook.ts";
export type { JupyterMessage, MessageHeader } from "./messages.ts";
export { readNotebook, serializeNotebook, writeNotebook } from "./notebook_file.ts";
export {
  applyParameters,
  INJECTED_TAG,
  type ParameterizedNotebook,
  PARAMETERS_TAG,
  parametersOf,
} from "./parameters.ts";
export { parseNotebook } from "./parse_notebook.ts";
export { type KernelProof, proveKernel, type ProveKernelOptions } from "./prove_kernel.ts";
export { type Parameter, type ParameterValue, parseParameters } from "./parse_parameters.ts";
