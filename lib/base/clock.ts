/** A source of the current instant; tests and the demo drive it. */
export interface Clock {
  /** The current instant. */
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/**
 * A clock that stands still.
 *
 * @param instant Any instant.
 * @returns A clock that always answers `instant`.
 */
export function fixedClock(instant: Date): Clock {
  const time = instant.getTime();
  return { now: () => new Date(time) };
}

/**
 * The calendar day of an instant in a time zone.
 *
 * @param clock Where the instant comes from.
 * @param timeZone IANA name. @default "Europe/Paris"
 * @returns The day as `YYYY-MM-DD`.
 *
 * @example
 * ```ts
 * import { fixedClock, today } from "./clock.ts";
 * import assert from "node:assert/strict";
 * assert.equal(today(fixedClock(new Date("2026-10-30T23:30:00Z"))), "2026-10-31");
 * ```
 */
export function today(clock: Clock, timeZone = "Europe/Paris"): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(clock.now());
}
