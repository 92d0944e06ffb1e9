import { logFile, logNumbers, logSize } from "./log_files.ts";
import { parseEntry } from "./parse_entry.ts";
import type { LogEntry } from "./types.ts";

const LINE_FEED = 10;

/** What of the log is asked for; null or absent: everything. */
export type LogFilter = (entry: LogEntry) => boolean;

/**
 * Reads log files while others write them. It remembers how far it has read each file, so that lines that come late into
 * a file that is full, or into a new one, are found as well, and none twice.
 */
export class LogReader {
  readonly #folder: string;
  /** Bytes read, by number of the file. */
  readonly #read = new Map<number, number>();

  /** @param folder Of the log files, absolute; may be missing. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The last lines that there are.
   *
   * @param count Lines at most.
   * @param filter Which lines count. @default all
   * @returns In the order in which they were written.
   */
  last(count: number, filter: LogFilter = () => true): LogEntry[] {
    const numbers = logNumbers(this.#folder);
    for (const number of numbers) this.#read.set(number, logSize(this.#folder, number) ?? 0);
    let found: LogEntry[] = [];
    for (const number of numbers.toReversed()) {
      if (found.length >= count) break;
      this.#read.set(number, 0);
      found = [...this.#rest(number).filter(filter), ...found];
    }
    return count === 0 ? [] : found.slice(-count);
  }

  /**
   * What was written since the last call.
   *
   * @param filter Which lines count. @default all
   * @returns In the order in which they were written.
   */
  next(filter: LogFilter = () => true): LogEntry[] {
    return logNumbers(this.#folder).flatMap((number) => this.#rest(number)).filter(filter);
  }

  /** Whole lines only: half a line is read with its other half. */
  #rest(number: number): LogEntry[] {
    const size = logSize(this.#folder, number) ?? 0;
    const before = this.#read.get(number) ?? 0;
    if (before === size) return [];
    // a file that got shorter was removed and begun anew
    const start = before > size ? 0 : before;
    const bytes = readBytes(logFile(this.#folder, number), start);
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    this.#read.set(number, start + end);
    const lines = new TextDecoder().decode(bytes.subarray(0, end)).split("\n");
    return lines.filter((line) => line !== "").map(parseEntry);
  }
}

function readBytes(path: string, from: number): Uint8Array {
  try {
    using file = Deno.openSync(path);
    file.seekSync(from, Deno.SeekMode.Start);
    const bytes = new Uint8Array(Math.max(0, file.statSync().size - from));
    let filled = 0;
    for (let read: number | null = 0; filled < bytes.length && read !== null; filled += read ?? 0) {
      read = file.readSync(bytes.subarray(filled));
    }
    return bytes.subarray(0, filled);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
}
