import { type PennyEvent, plural } from "../base/mod.ts";
import { frenchDuration, STATUS_WORDS } from "./french_text.ts";
import { publishedRows } from "./collect_outcome.ts";
import type { NotebookResult } from "./types.ts";

/** What a run tells while it goes on; nothing of it may throw. */
export interface RunView {
  /** A kernel begins to execute a notebook of `cells` code cells. */
  started(name: string, cells: number): void;
  /** `done` code cells of the notebook have ended. */
  cell(name: string, done: number): void;
  /** A library call of the notebook reported something. */
  event(name: string, event: PennyEvent): void;
  ended(result: NotebookResult): void;
  /** A line that stays, such as `[INFO] …`. */
  note(line: string): void;
  /** Ends the view; the screen stays as it is. */
  close(): void;
}

/** How {@linkcode createPlainView} writes. */
export interface PlainViewOptions {
  /** Writes one line. @default console.log */
  readonly write?: (line: string) => void;
  /** Milliseconds between two lines of the same notebook while it runs. @default 1000 */
  readonly intervalMs?: number;
  /** Milliseconds that never go back. @default performance.now */
  readonly now?: () => number;
}

/**
 * Progress as plain lines, for a log or a console that cannot redraw.
 *
 * @param options For tests, and the pace.
 * @returns A view that writes when a notebook starts, at most once per interval while it runs, and when it ends.
 */
export function createPlainView(options: PlainViewOptions = {}): RunView {
  const { write = console.log, intervalMs = 1000, now = () => performance.now() } = options;
  const totals = new Map<string, number>();
  const toldAt = new Map<string, number>();
  const tell = (name: string, text: string) => {
    if (now() - (toldAt.get(name) ?? -Infinity) < intervalMs) return;
    toldAt.set(name, now());
    write(`[EXECUTE] ${name} : ${text}`);
  };
  return {
    started(name, cells) {
      totals.set(name, cells);
      tell(name, plural(cells, "cellule"));
    },
    cell: (name, done) => tell(name, `cellule ${done}/${totals.get(name) ?? done}`),
    event(name, event) {
      if (event.type === "progress") tell(name, event.text);
    },
    ended: (result) => write(endLine(result)),
    note: write,
    close() {},
  };
}

/**
 * The line that says how a notebook ended.
 *
 * @param result Of one notebook.
 * @returns Such as `[OK] 02_customers : 1 204 lignes en 3,1 s`.
 */
export function endLine(result: NotebookResult): string {
  const mark = result.status === "ok" ? "OK" : result.status === "skipped" ? "INFO" : "ERREUR";
  const rows = result.tables.length === 0
    ? ""
    : ` ${plural(publishedRows(result.counts), "ligne")},`;
  const state = result.status === "ok" ? "" : ` ${STATUS_WORDS[result.status].toLowerCase()},`;
  const reason = result.reason === null ? "" : ` : ${result.reason}`;
  return `[${mark}] ${result.name} :${rows}${state} ${frenchDuration(result.durationMs)}${reason}`;
}
