import { logFile, logNumbers, logSize } from "./log_files.ts";

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

/** What {@linkcode LogWriter} works with. */
export interface LogWriterOptions {
  /** Absolute; made when it is missing. */
  readonly folder: string;
  /** Largest size of a file. */
  readonly maxBytes: number;
  /** Files that stay. */
  readonly maxFiles: number;
  /** Hears the first refusal of the disk, and the first one after lines could be written again. */
  readonly onRefused: (error: unknown) => void;
  /** The line that says how many lines were lost, ending in a line feed. */
  readonly lostLine: (count: number) => string;
  /** Appends to a file, which it makes when it is missing. @default the disk */
  readonly append?: (path: string, text: string) => void;
}

/**
 * Appends lines to numbered files, and begins the next file when one is full.
 *
 * No file is ever renamed and none stays open: several processes append to the highest number at once, each line by one
 * write of the system, and each finds out by the file's size that it is time for the next number. Files may be removed by
 * hand at any time. What the disk refuses is counted, and told in the log as soon as there is room again.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  #number = 1;
  #lost = 0;

  /** @param options Where to, and how much. */
  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /**
   * Appends one line; never throws.
   *
   * @param line With its line feed.
   */
  write(line: string): void {
    const { lostLine, onRefused } = this.#options;
    try {
      // half a line may stand there since the disk was full
      this.#append(this.#lost === 0 ? line : `\n${lostLine(this.#lost)}${line}`);
      this.#lost = 0;
    } catch (error) {
      this.#lost++;
      if (this.#lost === 1) onRefused(error);
    }
  }

  #append(text: string): void {
    const { folder, append = appendToFile } = this.#options;
    const bytes = new TextEncoder().encode(text).length;
    if (!this.#hasRoom(bytes)) this.#moveOn(bytes);
    append(logFile(folder, this.#number), text);
  }

  /** A line that is larger than a file gets one of its own. */
  #hasRoom(bytes: number): boolean {
    const { folder, maxBytes } = this.#options;
    const size = logSize(folder, this.#number);
    return size !== null && (size === 0 || size + bytes <= maxBytes);
  }

  /** To the file that others write to by now, or to a new one. */
  #moveOn(bytes: number): void {
    const { folder, maxFiles } = this.#options;
    Deno.mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
    const numbers = logNumbers(folder);
    this.#number = numbers.at(-1) ?? 1;
    if (numbers.length > 0 && !this.#hasRoom(bytes)) this.#number++;
    for (const old of numbers.filter((number) => number <= this.#number - maxFiles)) {
      removeFile(logFile(folder, old));
    }
  }
}

function appendToFile(path: string, text: string): void {
  Deno.writeTextFileSync(path, text, { append: true, mode: OWNER_ONLY_FILE });
}

/** Another process may have removed it, or may be reading it; then it goes with the next file. */
function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // it is gone, or goes later
  }
}
