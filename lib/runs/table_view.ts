import process from "node:process";
import { createLogUpdate } from "log-update";
import { plural } from "../base/mod.ts";
import { frenchDuration, STATUS_WORDS } from "./french_text.ts";
import { publishedRows } from "./collect_outcome.ts";
import { endLine, type RunView } from "./run_view.ts";
import type { NotebookResult } from "./types.ts";

const BAR_WIDTH = 16;
const REDRAW_MS = 120;

interface Row {
  readonly name: string;
  cells: number;
  done: number;
  text: string;
  startedAt: number | null;
  result: NotebookResult | null;
}

/** Where {@linkcode createTableView} draws. */
export interface TableViewOptions {
  /** Replaces what was drawn before. @default log-update on stdout */
  readonly draw?: { (text: string): void; persist(text: string): void; done(): void };
  /** Milliseconds that never go back. @default performance.now */
  readonly now?: () => number;
}

/**
 * Progress as a small table that is redrawn in place, for a terminal.
 *
 * @param names Notebooks of the run, in order.
 * @param options For tests.
 * @returns A view; its timer does not keep the process alive.
 */
export function createTableView(names: readonly string[], options: TableViewOptions = {}): RunView {
  const draw = options.draw ?? createLogUpdate(process.stdout, { showCursor: true });
  const now = options.now ?? (() => performance.now());
  const rows = new Map(names.map((name) => [name, newRow(name)]));
  const redraw = () => draw(tableText([...rows.values()], now()));
  let closed = false;
  const timer = setInterval(redraw, REDRAW_MS);
  Deno.unrefTimer(timer);
  const change = (name: string, update: Partial<Row>) =>
    Object.assign(rows.get(name) ?? newRow(name), update);
  return {
    started: (name, cells) => void change(name, { cells, startedAt: now() }),
    cell: (name, done) => void change(name, { done }),
    event(name, event) {
      if (event.type === "progress") change(name, { text: event.text });
    },
    ended(result) {
      change(result.name, { result, text: "" });
      if (result.status === "failed") draw.persist(endLine(result));
    },
    note: (line) => draw.persist(line),
    close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      redraw();
      draw.done();
    },
  };
}

/**
 * The table as text, one line per notebook.
 *
 * @param rows State of each notebook.
 * @param now Same clock as the rows' start, milliseconds.
 * @returns Lines without a final line feed.
 */
function tableText(rows: readonly Row[], now: number): string {
  const width = Math.max(...rows.map((row) => row.name.length));
  return rows.map((row) => `${row.name.padEnd(width)}  ${rowText(row, now)}`).join("\n");
}

function rowText(row: Row, now: number): string {
  if (row.result !== null) {
    const rows = row.result.tables.length === 0
      ? ""
      : `  ${plural(publishedRows(row.result.counts), "ligne")}`;
    return `[${STATUS_WORDS[row.result.status]}]${rows}  ${frenchDuration(row.result.durationMs)}`;
  }
  if (row.startedAt === null) return "en attente";
  const filled = row.cells === 0 ? 0 : Math.round((row.done / row.cells) * BAR_WIDTH);
  const bar = `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}]`;
  return `${bar} ${row.done}/${row.cells}  ${frenchDuration(now - row.startedAt)}  ${row.text}`
    .trimEnd();
}

function newRow(name: string): Row {
  return { name, cells: 0, done: 0, text: "", startedAt: null, result: null };
}
