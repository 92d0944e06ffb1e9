/** A name further away than this share of its length is no suggestion. */
const FARTHEST_SHARE = 0.4;

/**
 * The known name that was probably meant by a misspelt one.
 *
 * @param name What was written.
 * @param known Names to choose from.
 * @returns The nearest by edit distance (case does not count), or null when none is near.
 *
 * @example
 * ```ts
 * import { nearestName } from "./nearest_name.ts";
 * import assert from "node:assert/strict";
 * assert.equal(nearestName("custmers", ["customers", "suppliers"]), "customers");
 * ```
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(name.length * FARTHEST_SHARE)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
