import { decimalParts } from "./format_decimal.ts";

/** Digits after the point that a decimal text needs. */
export function fractionDigits(text: string): number {
  return decimalParts(text).fraction.length;
}

/** A decimal text as a whole number of 10^-digits; it must not have more digits than that. */
export function toUnits(text: string, digits: number): bigint {
  const { negative, integer, fraction } = decimalParts(text);
  const units = BigInt(integer + fraction.padEnd(digits, "0"));
  return negative ? -units : units;
}

/** The decimal text of a whole number of 10^-digits. */
export function fromUnits(units: bigint, digits: number): string {
  const all = units.toString().replace("-", "").padStart(digits + 1, "0");
  const cut = all.length - digits;
  return `${units < 0n ? "-" : ""}${all.slice(0, cut)}${digits ? `.${all.slice(cut)}` : ""}`;
}

/** The exact sum of decimal texts. */
export function addDecimals(texts: readonly string[]): string {
  const digits = Math.max(0, ...texts.map(fractionDigits));
  return fromUnits(texts.reduce((sum, text) => sum + toUnits(text, digits), 0n), digits);
}

/** The exact difference `left - right` of two decimal texts. */
export function subtractDecimals(left: string, right: string): string {
  const digits = Math.max(fractionDigits(left), fractionDigits(right));
  return fromUnits(toUnits(left, digits) - toUnits(right, digits), digits);
}
