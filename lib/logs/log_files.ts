import { join } from "node:path";

const NAME = /^penny-(\d{6,})\.jsonl$/;
const DIGITS = 6;

/**
 * The numbers of the log files of a folder. The highest is the one that is written to.
 *
 * @param folder Absolute; may be missing.
 * @returns In rising order.
 */
export function logNumbers(folder: string): number[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => NAME.exec(name)?.[1])
      .filter((digits) => digits !== undefined).map(Number).sort((a, b) => a - b);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * The path of a log file.
 *
 * @param folder Absolute.
 * @param number From 1.
 * @returns Such as `…/penny-000001.jsonl`.
 */
export function logFile(folder: string, number: number): string {
  return join(folder, `penny-${String(number).padStart(DIGITS, "0")}.jsonl`);
}

/**
 * The size of a log file.
 *
 * @param folder Absolute.
 * @param number Of the file.
 * @returns Bytes; null when it is not there (any more).
 */
export function logSize(folder: string, number: number): number | null {
  try {
    return Deno.statSync(logFile(folder, number)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
