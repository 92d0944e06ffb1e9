import { formatCount, type PennyEvent, plural } from "../base/mod.ts";
import { publishedRows } from "./collect_outcome.ts";
import { frenchDuration, STATUS_WORDS } from "./french_text.ts";
import type { NotebookResult } from "./types.ts";

const BAR_WIDTH = 12;
const CLOCK_TIME = new Intl.DateTimeFormat("fr-FR", { timeStyle: "medium" });

/** What the live table knows of a notebook. */
export interface TableRow {
  readonly name: string;
  /** How long it took the last time, milliseconds; null: not known. */
  readonly expectedMs: number | null;
  cells: number;
  done: number;
  text: string;
  rows: number | null;
  requestsLeft: number | null;
  /** Milliseconds of the table's clock; null: it waits. */
  startedAt: number | null;
  result: NotebookResult | null;
}

/** Two clocks that were read at once. */
export interface TableTime {
  /** Milliseconds that never go back. */
  readonly now: number;
  readonly date: Date;
}

/**
 * A row of a notebook that waits.
 *
 * @param name Of the notebook.
 * @param expectedMs How long it took the last time, or null.
 * @returns A new row.
 */
export function newRow(name: string, expectedMs: number | null = null): TableRow {
  const nothing = { text: "", rows: null, requestsLeft: null, startedAt: null, result: null };
  return { name, expectedMs, cells: 0, done: 0, ...nothing };
}

/**
 * Notes in a row what a library call reported.
 *
 * @param row Changed.
 * @param event Of the call.
 */
export function noteEvent(row: TableRow, event: PennyEvent): void {
  if (event.type === "publication") row.rows = publishedRows(event);
  if (event.type !== "progress") return;
  row.text = event.text;
  row.rows = event.rows ?? row.rows;
  const { done, expected } = event.requests ?? { done: 0, expected: null };
  row.requestsLeft = expected === null ? null : Math.max(0, expected - done);
}

/**
 * A row as columns: state, rows, requests left, time, expected end, what is going on.
 *
 * @param row Of a notebook.
 * @param time Now.
 * @returns As many texts for every row; empty where there is nothing to say.
 */
export function rowColumns(row: TableRow, time: TableTime): string[] {
  if (row.result !== null) {
    const { status, tables, counts, durationMs } = row.result;
    const rows = tables.length === 0 ? "" : plural(publishedRows(counts), "ligne");
    return [`[${STATUS_WORDS[status]}]`, rows, "", frenchDuration(durationMs), "", ""];
  }
  if (row.startedAt === null) return ["en attente", "", "", "", "", ""];
  const filled = row.cells === 0 ? 0 : Math.round((row.done / row.cells) * BAR_WIDTH);
  return [
    `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}] ${row.done}/${row.cells}`,
    row.rows === null ? "" : plural(row.rows, "ligne"),
    row.requestsLeft === null ? "" : `reste ${formatCount(row.requestsLeft)} req.`,
    frenchDuration(time.now - row.startedAt),
    endText(remainingMs(row, time.now), time.date),
    row.text,
  ];
}

/**
 * The line below the table: notebooks that have ended, and when the last one should.
 *
 * @param rows Of all notebooks.
 * @param options Kernels at once, and now.
 * @returns One line.
 */
export function totalText(
  rows: readonly TableRow[],
  { jobs, time }: { readonly jobs: number; readonly time: TableTime },
): string {
  const ended = rows.filter(({ result }) => result !== null).length;
  const left = rows.filter(({ result }) => result === null).map((row) =>
    remainingMs(row, time.now)
  );
  const known = left.filter((ms) => ms !== null);
  const end = ended === rows.length || known.length < left.length ? "" : endText(
    Math.max(...known, known.reduce((sum, ms) => sum + ms, 0) / jobs),
    time.date,
  );
  return `${ended}/${rows.length} carnets  ${end}`.trimEnd();
}

/** Null: not known; never below zero. */
function remainingMs({ expectedMs, startedAt }: TableRow, now: number): number | null {
  if (expectedMs === null) return null;
  return Math.max(0, expectedMs - (startedAt === null ? 0 : now - startedAt));
}

/** Nothing once the time is over: the last run says no more. */
function endText(ms: number | null, date: Date): string {
  if (ms === null || ms === 0) return "";
  return `fin vers ${CLOCK_TIME.format(new Date(date.getTime() + ms))}`;
}
