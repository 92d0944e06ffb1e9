import { NBSP } from "../base/mod.ts";
import { formatDecimal } from "./format_decimal.ts";

/**
 * Writes an exact amount in euros and cents for a sentence.
 *
 * @param amount Decimal text, e.g. `-1234.5`; digits beyond cents are rounded half away from zero.
 * @returns For example `-1 234,50 €`, with no-break spaces.
 * @throws {TypeError} If the text is not a plain decimal number.
 *
 * @example
 * ```ts
 * import { formatEuros } from "./format_euros.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatEuros("-1234.5"), "-1\u00a0234,50\u00a0€");
 * ```
 */
export function formatEuros(amount: string): string {
  return `${formatDecimal(amount, { scale: 2, maxScale: 2 })}${NBSP}€`;
}
