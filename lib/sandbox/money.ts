/** An exact amount in euro cents, a safe integer. */
export type Cents = number;

/**
 * `amount × numerator / denominator` rounded half away from zero; exact while the product stays below 2^53.
 *
 * @param amount Cents, signed.
 * @param numerator Integer, e.g. a rate in per mille.
 * @param denominator Positive integer.
 *
 * @example
 * ```ts
 * import { share } from "./money.ts";
 * import assert from "node:assert/strict";
 * assert.equal(share(1005, 55, 1000), 55);
 * assert.equal(share(-50, 1, 100), -1);
 * ```
 */
export function share(amount: Cents, numerator: number, denominator: number): Cents {
  const product = amount * numerator;
  const rounded = Math.floor((2 * Math.abs(product) + denominator) / (2 * denominator));
  return product < 0 && rounded > 0 ? -rounded : rounded; // never -0
}

/**
 * Splits an amount in proportion to weights, to the cent: the parts always add up to the amount.
 *
 * @param amount Cents, signed.
 * @param weights Non-negative integers, not all zero.
 */
export function split(amount: Cents, weights: readonly number[]): Cents[] {
  const total = weights.reduce((a, b) => a + b, 0);
  let before = 0, given = 0;
  return weights.map((weight) => {
    before += weight;
    const part = share(amount, before, total) - given;
    given += part;
    return part;
  });
}

/** The amount in decimal notation with two digits, e.g. `-12.30`. */
export function decimalOf(amount: Cents): string {
  const digits = amount < 0 ? -amount : amount;
  const cents = digits % 100;
  return `${amount < 0 ? "-" : ""}${(digits - cents) / 100}.${cents < 10 ? "0" : ""}${cents}`;
}

/** The amount rounded to whole euros, half away from zero, still in cents. */
export function wholeEuros(amount: Cents): Cents {
  return share(amount, 1, 100) * 100;
}
