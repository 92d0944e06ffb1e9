import { plural } from "../base/mod.ts";
import type { FailedCell, NotebookOutcome, NotebookStatus } from "./types.ts";

/** How the execution of a notebook's cells ended, apart from what its library calls reported. */
export interface Execution {
  readonly interrupted: boolean;
  /** The cell that threw, or at which the kernel died. */
  readonly failedCell: FailedCell | null;
  /** An error outside the cells, such as a kernel that does not start; French. */
  readonly error: string | null;
}

/**
 * Status and reason of a notebook. A red or failed unit fails it although all its cells ran; a failed cell wins over a skipped
 * domain.
 *
 * @param execution How the cells went.
 * @param outcome What the library calls reported.
 * @returns The reason is one French line; null for `ok`.
 */
export function notebookStatus(
  execution: Execution,
  outcome: NotebookOutcome,
): { readonly status: NotebookStatus; readonly reason: string | null } {
  if (execution.interrupted) return { status: "interrupted", reason: "exécution interrompue" };
  if (execution.failedCell !== null) {
    const { number, error } = execution.failedCell;
    return { status: "failed", reason: `cellule ${number} : ${error}` };
  }
  if (execution.error !== null) return { status: "failed", reason: execution.error };
  if (outcome.failures.length > 0) return { status: "failed", reason: failureReason(outcome) };
  if (outcome.skippedReason !== null) return { status: "skipped", reason: outcome.skippedReason };
  return { status: "ok", reason: null };
}

function failureReason({ failures }: NotebookOutcome): string {
  const gates = failures.filter((failure) => failure.kind === "gate");
  const companies = new Set(failures.map((failure) => failure.company));
  const first = failures[0];
  const kind = gates.length > 0 ? "contrôle bloquant rouge" : "mise à jour refusée";
  const text = `${kind} pour ${plural(companies.size, "société")}`;
  return first === undefined ? text : `${text} ; ${first.company} : ${first.reason}`;
}
