const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/**
 * Whether a text is a day of the calendar.
 *
 * @param text Any text.
 * @returns True for `YYYY-MM-DD` with a day that the month has.
 *
 * @example
 * ```ts
 * import { isDay } from "./day.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(["2026-02-28", "2026-02-30", "infinity"].map(isDay), [true, false, false]);
 * ```
 */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/**
 * Days from 1970-01-01 to a day.
 *
 * @param day `YYYY-MM-DD`.
 * @returns A whole number, negative before.
 * @throws {RangeError} It is not a day of the calendar.
 *
 * @example
 * ```ts
 * import { dayNumber } from "./day.ts";
 * import assert from "node:assert/strict";
 * assert.equal(dayNumber("2026-03-01") - dayNumber("2026-02-28"), 1);
 * ```
 */
export function dayNumber(day: string): number {
  if (isDay(day)) return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  throw new RangeError(
    `Impossible de lire le jour « ${day} » : il n'est pas au calendrier ; écrivez AAAA-MM-JJ`,
  );
}

/**
 * The day after a day.
 *
 * @param day `YYYY-MM-DD`.
 * @returns `YYYY-MM-DD`; after the last day of 9999, a year of six digits with its sign.
 * @throws {RangeError} It is not a day of the calendar.
 *
 * @example
 * ```ts
 * import { dayAfter } from "./day.ts";
 * import assert from "node:assert/strict";
 * assert.equal(dayAfter("2024-02-28"), "2024-02-29");
 * ```
 */
export function dayAfter(day: string): string {
  return new Date((dayNumber(day) + 1) * DAY_MS).toISOString().split("T")[0]!;
}
