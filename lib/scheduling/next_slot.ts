import { compiled } from "./_cron.ts";
import type { Recurrence } from "./recurrence.ts";

/**
 * The first instant after another at which something is due: a pure function of its arguments.
 *
 * @param recurrence When it is due.
 * @param after Not itself an answer.
 * @param timeZone IANA name in which times of day are meant. @default "Europe/Paris"
 * @returns The instant, at a whole minute; null: never again.
 *
 * @example
 * ```ts
 * import { nextSlot } from "./next_slot.ts";
 * import { parseRecurrence } from "./parse_recurrence.ts";
 * import assert from "node:assert/strict";
 * // 02:30 does not exist on the night when summer time begins: due at 03:00
 * const slot = nextSlot(parseRecurrence("chaque jour à 2 h 30"), new Date("2026-03-28T12:00:00Z"));
 * assert.equal(slot?.toISOString(), "2026-03-29T01:00:00.000Z");
 * ```
 */
export function nextSlot(
  recurrence: Recurrence,
  after: Date,
  timeZone = "Europe/Paris",
): Date | null {
  const rules = recurrence.kind === "interval" ? [false, true] : [false];
  let earliest: Date | null = null;
  for (const pattern of recurrence.patterns) {
    for (const repeats of rules) {
      const slot = compiled(pattern, { timeZone, repeats }).nextRun(after);
      if (slot !== null && (earliest === null || slot < earliest)) earliest = slot;
    }
  }
  return earliest;
}
