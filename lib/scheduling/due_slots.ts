import { dayAt, nextPaceChange, paceOn } from "./_pace_days.ts";
import { nextSlot } from "./next_slot.ts";
import type { Timing } from "./schedule.ts";

const DAY_MS = 86_400_000;
/** Slots of a gap that are kept apart; older ones are told together. */
const MOST_SLOTS = 1_000;

/** The slots of a span of time. */
export interface DueSlots {
  /** Oldest first, at most the asked number of the newest. */
  readonly slots: readonly Date[];
  /** Whether there were older ones, which are left out. */
  readonly truncated: boolean;
}

/**
 * The first slot of a schedule after an instant, with the pace of the period that holds its day.
 *
 * @param timing When the schedule is due.
 * @param after Not itself an answer.
 * @returns The slot; null: never again.
 */
export function nextDue(timing: Timing, after: Date): Date | null {
  let from = after;
  while (true) {
    const pace = paceOn(timing, dayAt(new Date(from.getTime() + 1), timing.timeZone));
    const slot = nextSlot(pace, from, timing.timeZone);
    const change = nextPaceChange(timing, new Date(from.getTime() + 1));
    if (change === null || (slot !== null && slot < change)) return slot;
    from = new Date(change.getTime() - 1);
  }
}

/**
 * The slots of a schedule between two instants. However long the span is, only its newest slots are computed.
 *
 * @param timing When the schedule is due.
 * @param span `after` excluded, `until` included; at most `most` slots. @default most: 1000
 * @returns The slots.
 *
 * @example
 * ```ts
 * import { dueSlots } from "./due_slots.ts";
 * import { parseRecurrence } from "./parse_recurrence.ts";
 * import assert from "node:assert/strict";
 * const timing = { when: parseRecurrence("2 h"), faster: [], timeZone: "Europe/Paris" };
 * const after = new Date("2026-11-20T07:00:00Z");
 * const until = new Date("2026-11-20T11:00:00Z");
 * assert.equal(dueSlots(timing, { after, until }).slots.length, 2);
 * ```
 */
export function dueSlots(
  timing: Timing,
  { after, until, most = MOST_SLOTS }: { after: Date; until: Date; most?: number },
): DueSlots {
  for (let days = 1;; days *= 2) {
    const start = new Date(Math.max(after.getTime(), until.getTime() - days * DAY_MS));
    const slots = walk(timing, { after: start, until });
    const whole = start.getTime() === after.getTime();
    if (slots.length > most) return { slots: slots.slice(-most), truncated: true };
    if (whole) return { slots, truncated: false };
  }
}

function walk(timing: Timing, { after, until }: { after: Date; until: Date }): Date[] {
  const slots: Date[] = [];
  for (
    let slot = nextDue(timing, after);
    slot !== null && slot <= until;
    slot = nextDue(timing, slot)
  ) slots.push(slot);
  return slots;
}
