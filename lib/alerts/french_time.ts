import { NBSP } from "../base/mod.ts";

const INSTANT = new Intl.DateTimeFormat("fr-FR", {
  timeZone: "Europe/Paris",
  dateStyle: "short",
  timeStyle: "short",
});
const HOUR_MINUTES = 60;
const DAY_HOURS = 48;

/**
 * An instant as people in France read it, whatever the zone of the machine.
 *
 * @param instant Any instant.
 * @returns Such as `20/11/2026 17:05`.
 */
export function shortInstant(instant: Date): string {
  return INSTANT.format(instant);
}

/**
 * How long ago something was.
 *
 * @param since ISO 8601.
 * @param until The later instant.
 * @returns Such as `55 min`, `30 h`, `3 j`.
 *
 * @example
 * ```ts
 * import { frenchAge } from "./french_time.ts";
 * import assert from "node:assert/strict";
 * assert.equal(frenchAge("2026-11-20T10:00:00Z", new Date("2026-11-20T10:55:00Z")), "55\u00a0min");
 * ```
 */
export function frenchAge(since: string, until: Date): string {
  const minutes = Math.max(0, Math.round((until.getTime() - Date.parse(since)) / 60_000));
  if (minutes < 2 * HOUR_MINUTES) return `${minutes}${NBSP}min`;
  const hours = Math.round(minutes / HOUR_MINUTES);
  return hours < DAY_HOURS ? `${hours}${NBSP}h` : `${Math.round(hours / 24)}${NBSP}j`;
}
