/** The no-break space that French sets between thousands and before a unit. */
export const NBSP = "\u00a0";

/**
 * Groups of at most three digits, from the right.
 *
 * @param integer Digits.
 * @returns The groups, first to last.
 */
export function digitGroups(integer: string): readonly string[] {
  return integer.match(/\d{1,3}(?=(?:\d{3})*$)/g) ?? [];
}

/**
 * Writes a whole number the French way.
 *
 * @param count A whole number; a `number` must be a safe integer.
 * @param space What stands between thousands. @default no-break space (U+00A0)
 * @returns For example `1 284`.
 * @throws {RangeError} If `count` is not a whole number.
 *
 * @example
 * ```ts
 * import { formatCount } from "./format_count.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatCount(1284, " "), "1 284");
 * assert.equal(formatCount(-1000000n, " "), "-1 000 000");
 * ```
 */
export function formatCount(count: number | bigint, space: string = NBSP): string {
  if (typeof count === "number" && !Number.isSafeInteger(count)) {
    throw new RangeError(
      `Impossible d'écrire le nombre « ${count} » : il n'est pas entier ; donnez un nombre entier`,
    );
  }
  const text = count.toString();
  const negative = text.startsWith("-");
  return (negative ? "-" : "") + digitGroups(negative ? text.slice(1) : text).join(space);
}
