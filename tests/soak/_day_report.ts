import type { Sample } from "./_day_sample.ts";
import { median, type Verdict } from "../integration/day/flatness.ts";
import type { DayMeasure } from "./_day_measures.ts";

const HOUR_RUNS = 6;
const MEGABYTE = 1_000_000;

/** Columns of the table: heading, measure, what a unit is. */
const COLUMNS: readonly (readonly [string, string, number])[] = [
  ["run s", "seconds", 1],
  ["load", "load", 1],
  ["RSS MB", "resident", MEGABYTE],
  ["kernel MB", "kernel", MEGABYTE],
  ["all MB", "tree", MEGABYTE],
  ["files", "descriptors", 1],
  ["procs", "children", 1],
  ["sessions", "sessions", 1],
  ["most", "mostSessions", 1],
  ["locks", "advisoryLocks", 1],
  ["outputs MB", "outputBytes", MEGABYTE],
  ["files", "outputFiles", 1],
  ["logs MB", "logBytes", MEGABYTE],
  ["home", "homeFiles", 1],
  ["tmp", "temporaryFiles", 1],
  ["publ. rows", "publishedRows", 1],
  ["B/row", "publishedRowBytes", 1],
  ["mirror B/row", "mirrorRowBytes", 1],
  ["record MB", "recordBytes", MEGABYTE],
  ["catalog MB", "catalogBytes", MEGABYTE],
  ["dead", "deadRows", 1],
  ["wal MB", "walBytes", MEGABYTE],
];

/**
 * Medians by hour, one line each.
 *
 * @param samples One for each run.
 */
export function hourLines(samples: readonly Sample[]): string[] {
  const heading = ["hour", ...COLUMNS.map(([name]) => name)];
  const lines: string[][] = [];
  for (let at = 0; at < samples.length; at += HOUR_RUNS) {
    const some = samples.slice(at, at + HOUR_RUNS);
    const cells = COLUMNS.map(([, name, unit]) =>
      short(median(some.map((sample) => sample[name]!)) / unit)
    );
    lines.push([String(at / HOUR_RUNS + 1), ...cells]);
  }
  return aligned([heading, ...lines]);
}

const WORDS = { flat: "flat", grows: "GROWS", early: "too short to tell" } as const;

/**
 * What was judged, one line each.
 *
 * @param judged Measures with their verdicts.
 */
export function verdictLines(judged: readonly (readonly [DayMeasure, Verdict])[]): string[] {
  const heading = ["", "2nd quarter", "last quarter", "at most", "a run", "verdict"];
  const rows = judged.map(([{ label, scale }, { second, last, limit, slope, verdict }]) => [
    scale === 1 ? label : `${label}, MB`,
    ...[second, last, limit].map(short),
    `${slope < 0 ? "" : "+"}${Number(slope.toPrecision(2))}`,
    WORDS[verdict],
  ]);
  return aligned([heading, ...rows]);
}

function short(value: number): string {
  return Math.abs(value) < 100 ? String(Number(value.toFixed(1))) : String(Math.round(value));
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("  ")
  );
}
