/**
 * Reads an instant as PostgreSQL writes it in UTC, or in ISO form.
 *
 * @param text E.g. `2026-10-31 12:00:00.5+00` or `2026-10-31T12:00:00.5Z`.
 * @returns The instant, to the millisecond.
 *
 * @example
 * ```ts
 * import { parseInstant } from "./parse_instant.ts";
 * import assert from "node:assert/strict";
 * assert.equal(parseInstant("2026-10-31 12:00:00+00").toISOString(), "2026-10-31T12:00:00.000Z");
 * ```
 */
export function parseInstant(text: string): Date {
  return new Date(text.replace(" ", "T").replace(/\+00(:?00)?$/, "Z"));
}
