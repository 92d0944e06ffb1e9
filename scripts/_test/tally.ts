/** How many tests or checks passed, failed and were skipped. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Nothing ran. */
export const EMPTY_TALLY: Tally = { passed: 0, failed: 0, skipped: 0 };

const DENO_SUMMARY = /^(?:ok|FAILED) \| (\d+) passed[^|]*\| (\d+) failed(.*)$/gm;
const CLOSING_LINE = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;

function tally(passed: string | undefined, failed: string | undefined, skipped = "0"): Tally {
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

/** A command that ended badly without naming a failure counts as one failure. */
function withStatus(found: Tally | null, status: number): Tally {
  const result = found ?? EMPTY_TALLY;
  const silent = status !== 0 && result.failed === 0;
  const empty = status === 0 && found === null;
  return silent || empty ? { ...result, failed: 1 } : result;
}

/**
 * Reads the summary of `deno test`: the last one of the text.
 *
 * @param text All that the command wrote, without colours.
 * @param status Its exit status.
 * @returns The counts; one failure when the command failed, or ended without a summary.
 *
 * @example
 * ```ts
 * import { readDenoSummary } from "./tally.ts";
 * import assert from "node:assert/strict";
 * const tally = readDenoSummary("ok | 3 passed (2 steps) | 0 failed | 1 ignored (2s)", 0);
 * assert.deepEqual(tally, { passed: 3, failed: 0, skipped: 1 });
 * ```
 */
export function readDenoSummary(text: string, status: number): Tally {
  const [, passed, failed, rest] = [...text.matchAll(DENO_SUMMARY)].at(-1) ?? [];
  if (passed === undefined) return withStatus(null, status);
  return withStatus(tally(passed, failed, /\| (\d+) ignored/.exec(rest!)?.[1]), status);
}

/**
 * Reads the closing line of one of Penny's own commands: the last `N passed, N failed` that stands alone on a line.
 *
 * @param text All that the command wrote, without colours.
 * @param status Its exit status.
 * @returns The counts; one failure when the command failed, or ended without a closing line.
 */
export function readClosingLine(text: string, status: number): Tally {
  const match = [...text.matchAll(CLOSING_LINE)].at(-1);
  return withStatus(match ? tally(match[1], match[2], match[3]) : null, status);
}

/**
 * Adds counts up.
 *
 * @param tallies Any number of counts.
 * @returns Their sum.
 */
export function sumTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, one) => ({
    passed: sum.passed + one.passed,
    failed: sum.failed + one.failed,
    skipped: sum.skipped + one.skipped,
  }), EMPTY_TALLY);
}

/**
 * The closing line of a command.
 *
 * @param counts Any counts.
 * @returns `N passed, N failed`, and `, N skipped` where some were.
 */
export function formatTally(counts: Tally): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}
