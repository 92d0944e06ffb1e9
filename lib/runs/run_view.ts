import { type PennyEvent, plural } from "../base/mod.ts";
import { publishedRows } from "./collect_outcome.ts";
import { frenchDuration, STATUS_WORDS } from "./french_text.ts";
import type { CellRecord, NotebookResult, RunRecord } from "./types.ts";

/** A line that a cell printed. */
export interface PrintedLine {
  /** `stdout` or `stderr`. */
  readonly stream: string;
  /** Without its end and without secrets. */
  readonly text: string;
}

/** What a run tells while it goes on; nothing of it may throw. */
export interface RunView {
  /** The run is recorded and its first notebook can begin. */
  runStarted(run: RunRecord): void;
  /** A kernel begins to execute a notebook of `cells` code cells. */
  started(name: string, cells: number): void;
  /** `done` code cells of the notebook have ended, and the next one begins. */
  cell(name: string, done: number): void;
  cellEnded(name: string, cell: CellRecord): void;
  /** A cell printed a line. */
  output(name: string, line: PrintedLine): void;
  /** A library call of the notebook reported something. */
  event(name: string, event: PennyEvent): void;
  ended(result: NotebookResult): void;
  /** A line that stays, such as `[INFO] …`. */
  note(line: string): void;
  /** The record of the run has ended. */
  runEnded(run: RunRecord): void;
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
  /** Shows what cells print. @default false */
  readonly follow?: boolean;
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
    runStarted() {},
    started(name, cells) {
      totals.set(name, cells);
      tell(name, plural(cells, "cellule"));
    },
    cell: (name, done) => tell(name, `cellule ${done}/${totals.get(name) ?? done}`),
    cellEnded() {},
    output(name, line) {
      if (options.follow) write(followedLine(name, line));
    },
    event(name, event) {
      if (event.type === "progress") tell(name, event.text);
    },
    ended: (result) => write(endLine(result)),
    note: write,
    runEnded() {},
    close() {},
  };
}

/**
 * A line of a cell, as `--follow` shows it.
 *
 * @param name Of the notebook.
 * @param line What was printed.
 * @returns Such as `02_customers | 12 factures lues`.
 */
export function followedLine(name: string, { stream, text }: PrintedLine): string {
  return `${name} ${stream === "stderr" ? "!" : "|"} ${text}`;
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
