import process from "node:process";
import { createLogUpdate } from "log-update";
import { endLine, followedLine, type RunView } from "./run_view.ts";
import {
  newRow,
  noteEvent,
  rowColumns,
  type TableRow,
  type TableTime,
  totalText,
} from "./table_row.ts";

const REDRAW_MS = 120;

/** What the table shows, and where it is drawn. */
export interface TableViewOptions {
  /** How long each notebook took the last time, milliseconds. @default not known */
  readonly expectedMs?: ReadonlyMap<string, number>;
  /** Kernels at once. @default 1 */
  readonly jobs?: number;
  /** Shows what cells print, above the table. @default false */
  readonly follow?: boolean;
  /** Width of the terminal, in characters; longer lines are cut. @default no limit */
  readonly columns?: () => number;
  /** Replaces what was drawn before. @default log-update on stdout */
  readonly draw?: { (text: string): void; persist(text: string): void; done(): void };
  /** @default the machine's clocks */
  readonly time?: () => TableTime;
}

/**
 * Progress as a small table that is redrawn in place, for a terminal.
 *
 * @param names Notebooks of the run, in order.
 * @param options What is known of them; the rest for tests.
 * @returns A view; its timer does not keep the process alive.
 */
export function createTableView(names: readonly string[], options: TableViewOptions = {}): RunView {
  const draw = options.draw ?? createLogUpdate(process.stdout, { showCursor: true });
  const time = options.time ?? (() => ({ now: performance.now(), date: new Date() }));
  const { jobs = 1, columns = () => Infinity } = options;
  const rows = new Map(
    names.map((name) => [name, newRow(name, options.expectedMs?.get(name) ?? null)]),
  );
  const redraw = () =>
    draw(tableText([...rows.values()], { jobs, time: time(), width: columns() }));
  const rowOf = (name: string) => rows.get(name) ?? newRow(name);
  let closed = false;
  const timer = setInterval(redraw, REDRAW_MS);
  Deno.unrefTimer(timer);
  return {
    runStarted({ notebooks }) {
      for (const result of notebooks) rowOf(result.name).result = result;
    },
    started: (name, cells) => void Object.assign(rowOf(name), { cells, startedAt: time().now }),
    cell: (name, done) => void (rowOf(name).done = done),
    cellEnded: (name, { number }) => void (rowOf(name).done = number),
    output(name, line) {
      if (options.follow) draw.persist(followedLine(name, line));
    },
    event: (name, event) => noteEvent(rowOf(name), event),
    ended(result) {
      rowOf(result.name).result = result;
      if (result.status === "failed") draw.persist(endLine(result));
    },
    note: (line) => draw.persist(line),
    runEnded() {},
    close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      redraw();
      draw.done();
    },
  };
}

/** The table as text: one line per notebook, columns aligned, and the total. */
function tableText(
  rows: readonly TableRow[],
  { jobs, time, width }: {
    readonly jobs: number;
    readonly time: TableTime;
    readonly width: number;
  },
): string {
  const table = rows.map((row) => [row.name, ...rowColumns(row, time)]);
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((cells) => cells[column]?.length ?? 0))
  );
  const lines = table.map((cells) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .filter((_, column) => widths[column] !== 0).join("  ").trimEnd()
  );
  return [...lines, totalText(rows, { jobs, time })].map((line) => line.slice(0, width).trimEnd())
    .join("\n");
}
