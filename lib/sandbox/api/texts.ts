/**
 * A decimal as the API writes it: as few digits as needed, one at least after the dot.
 *
 * @param text Decimal text, e.g. `600.00`.
 *
 * @example
 * ```ts
 * import { decimalText } from "./texts.ts";
 * import assert from "node:assert/strict";
 * assert.equal(decimalText("600.00"), "600.0");
 * assert.equal(decimalText("-0.50"), "-0.5");
 * ```
 */
export function decimalText(text: string): string {
  const [whole = "0", fraction = ""] = text.split(".");
  const kept = fraction.replace(/0+$/, "") || "0";
  return whole === "-0" && kept === "0" ? "0.0" : `${whole}.${kept}`;
}

/** A decimal or null. */
export function decimalOrNull(text: string | null): string | null {
  return text === null ? null : decimalText(text);
}

/** The opposite of a decimal text. */
export function negated(text: string): string {
  return text.startsWith("-") ? text.slice(1) : `-${text}`;
}

/** A timestamp of PostgreSQL as `2026-07-08T12:26:21.800683Z`. */
export function timeText(text: string): string {
  const [date, time = "00:00:00"] = text.split(" ");
  const [seconds, fraction = ""] = time.split(".");
  return `${date}T${seconds}.${fraction.padEnd(6, "0")}Z`;
}

/** A timestamp or null. */
export function timeOrNull(text: string | null): string | null {
  return text === null ? null : timeText(text);
}

/** The two timestamps of a row. */
export function times(row: { created_at: string; updated_at: string }): {
  created_at: string;
  updated_at: string;
} {
  return { created_at: timeText(row.created_at), updated_at: timeText(row.updated_at) };
}

/** An id as a number: all are below 2^53. */
export function idOf(text: string): number {
  return Number(text);
}
