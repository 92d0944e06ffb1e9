import { formatCount, NBSP } from "./format_count.ts";

/**
 * A count with its noun, agreed the French way: 0 and 1 are singular.
 *
 * @param count A whole number.
 * @param one Singular, e.g. `ligne`.
 * @param many Plural. @default singular + `s`
 * @returns For example `1 284 lignes`.
 * @throws {RangeError} If `count` is not a whole number.
 *
 * @example
 * ```ts
 * import { plural } from "./plural.ts";
 * import assert from "node:assert/strict";
 * assert.equal(plural(0, "ligne"), "0\u00a0ligne");
 * assert.equal(plural(2, "journal", "journaux"), "2\u00a0journaux");
 * ```
 */
export function plural(count: number | bigint, one: string, many: string = `${one}s`): string {
  const singular = count > -2 && count < 2;
  return `${formatCount(count)}${NBSP}${singular ? one : many}`;
}
