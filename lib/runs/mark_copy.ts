import type { Budgets, Cell, Notebook, TextCell } from "../jupyter/mod.ts";
import type { CellRecord, FailedCell, NotebookStatus } from "./types.ts";
import type { Versions } from "./versions.ts";

/** What an executed copy says about its run, under `metadata.penny`. */
export interface CopyMark {
  readonly runId: string;
  readonly status: NotebookStatus | "running";
  readonly reason: string | null;
  readonly fingerprint: string;
  readonly startedAt: string;
  /** When this was written. */
  readonly savedAt: string;
  readonly versions: Versions;
  /** Commit of the clone; null outside one. */
  readonly gitRevision: string | null;
  readonly parameters: Readonly<Record<string, string>>;
  /** Budgets of the run, milliseconds; the notebook's own stand beside, under `budgets`. */
  readonly limits: Budgets;
  /** Code cells that ran to their end. */
  readonly cellsDone: number;
  /** Code cells to run. */
  readonly cellsTotal: number;
  /** Largest resident memory of the kernel so far, bytes; null where it is not known. */
  readonly peakMemoryBytes: number | null;
}

/** What {@linkcode markCopy} adds to a copy. */
export interface MarkCopyOptions {
  readonly mark: CopyMark;
  /** How the cells went; each tells it under its own `metadata.penny`. */
  readonly records: readonly CellRecord[];
  /** Where the reader is sent to; null: nowhere. */
  readonly failedCell: FailedCell | null;
}

/**
 * A copy that says which run it comes from, how far it got and how each cell went; one that did not end well says so in its
 * first cell, with a link to the failing cell.
 *
 * @param notebook As executed so far; not changed.
 * @param options What to say.
 * @returns A new notebook; a banner stands before the first cell and a heading before the failing one.
 */
export function markCopy(notebook: Notebook, options: MarkCopyOptions): Notebook {
  const { mark, records, failedCell } = options;
  const byIndex = new Map(records.map((record) => [record.index, record]));
  const cells = notebook.cells.flatMap((cell, index) => [
    ...(failedCell?.index === index ? [prose("penny-echec", `#### ${headingOf(failedCell)}`)] : []),
    withState(cell, byIndex.get(index)),
  ]);
  const banner = bannerText(options);
  return {
    ...notebook,
    metadata: { ...notebook.metadata, penny: { ...ownBudgets(notebook), ...mark } },
    cells: banner === null ? cells : [prose("penny-etat", banner), ...cells],
  };
}

/** What the notebook asks for itself stays readable for whoever executes the copy. */
function ownBudgets({ metadata }: Notebook): { readonly budgets?: unknown } {
  const { budgets } = (metadata.penny ?? {}) as { readonly budgets?: unknown };
  return budgets === undefined ? {} : { budgets };
}

function withState(cell: Cell, record: CellRecord | undefined): Cell {
  if (record === undefined) return cell;
  const { status, durationMs, error } = record;
  const penny = { status, durationMs, ...(error !== null && { error }) };
  return { ...cell, metadata: { ...cell.metadata, penny } };
}

function bannerText({ mark, failedCell }: MarkCopyOptions): string | null {
  const { status, reason, cellsDone, cellsTotal, runId } = mark;
  if (status === "ok" || status === "skipped") return null;
  if (status === "running") {
    return `**[INFO] Exécution ${runId} en cours.** ${cellsDone} cellule(s) sur ${cellsTotal} exécutée(s) ; ` +
      "si cette exécution est finie, elle s'est arrêtée là.";
  }
  const word = status === "failed"
    ? "[ERREUR] Ce carnet a échoué"
    : "[INFO] Ce carnet a été interrompu";
  const link = failedCell === null
    ? ""
    : ` [Voir la cellule ${failedCell.number}](#${headingOf(failedCell).replaceAll(" ", "-")})`;
  return `**${word}.** ${escapeMarkdown(reason ?? "")}${link}`.trim();
}

/** Jupyter makes the anchor of a heading from its words: plain letters need no escape in the link. */
function headingOf({ number }: FailedCell): string {
  return `Erreur dans la cellule ${number}`;
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/([\\`*_{}[\]<>#|])/g, "\\$1");
}

function prose(id: string, source: string): TextCell {
  return { cell_type: "markdown", id, metadata: {}, source };
}
