const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  j: 86_400_000,
};
const PART = /^(\d+(?:[.,]\d+)?)\s*(ms|min|s|m|h|j)\s*/i;

/**
 * Reads a duration as people type it: `90s`, `10m`, `1h30m`, `1,5h`, `500ms`, `2j`.
 *
 * @param text Numbers with their units `ms`, `s`, `m` or `min`, `h`, `j` (days), one after the other.
 * @returns Milliseconds, at least 1; null when the text is no duration, has no unit, or is zero.
 *
 * @example
 * ```ts
 * import { parseDuration } from "./duration.ts";
 * import assert from "node:assert/strict";
 * assert.equal(parseDuration("1h30m"), 5_400_000);
 * assert.equal(parseDuration("30"), null);
 * ```
 */
export function parseDuration(text: string): number | null {
  let rest = text.trim();
  let total = 0;
  while (rest !== "") {
    const [whole, amount, unit] = PART.exec(rest) ?? [];
    if (whole === undefined || amount === undefined || unit === undefined) return null;
    total += Number(amount.replace(",", ".")) * UNITS[unit.toLowerCase()]!;
    rest = rest.slice(whole.length);
  }
  return total >= 1 && Number.isFinite(total) ? Math.round(total) : null;
}

/**
 * Writes a duration as people read it, in the two largest units that it has.
 *
 * @param ms Milliseconds, from 0.
 * @returns For example `2 h 5 min`, `90 ms`; with ordinary spaces.
 *
 * @example
 * ```ts
 * import { formatDuration } from "./duration.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatDuration(90_000), "1 min 30 s");
 * assert.equal(formatDuration(2_500), "2,5 s");
 * ```
 */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${String(Math.round(ms / 100) / 10).replace(".", ",")} s`;
  const seconds = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), "j"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts.slice(first, first + 2).filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`).join(" ");
}
