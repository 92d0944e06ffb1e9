/**
 * Whether a text names a time zone.
 *
 * @param text For example `Europe/Paris`.
 * @returns False also for an offset such as `+01:00`, which knows no summer time.
 *
 * @example
 * ```ts
 * import { isTimeZone } from "./time_zone.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(["Europe/Paris", "UTC", "Paris", "+01:00"].map(isTimeZone), [true, true, false, false]);
 * ```
 */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("fr", { timeZone: text });
    return true;
  } catch {
    return false; // RangeError is how Intl says no
  }
}
