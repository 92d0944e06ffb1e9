import type { Session } from "../connectors/postgres/mod.ts";
import { sameTiming, timingOf, toDefinition } from "./_definition.ts";
import {
  forgetUnrun,
  insertSlots,
  type KnownSchedule,
  type NewSlot,
  recordedAfter,
  saveSchedule,
} from "./_slot_rows.ts";
import { decideSlots } from "./decide_slots.ts";
import { dueSlots } from "./due_slots.ts";
import type { Schedule } from "./schedule.ts";

/** What is known of a schedule when its slots are looked at. */
export interface Standing {
  readonly now: Date;
  /** Null: the database has never seen it. */
  readonly known: KnownSchedule | null;
  /** Whether no schedule at all was known: the first start. */
  readonly firstStart: boolean;
  /** The run of this schedule that has not ended, as messages name it. */
  readonly busy: string | null;
}

/** What was written. */
export interface Advance {
  readonly slots: readonly NewSlot[];
  /** Whether the clock was behind what had been dealt with. */
  readonly wentBack: boolean;
}

const NOTHING: Advance = { slots: [], wentBack: false };

/**
 * Deals with the slots of a schedule that have come since the last look, in one transaction with the mark up to where it has
 * looked. Slots until now are judged by the timing that was in force until now; a new timing counts from now on.
 *
 * @param session The connection that holds the scheduler's lock.
 * @param schedule As it is asked for now.
 * @param standing What is known.
 * @returns The new slots.
 */
export async function advanceSchedule(
  session: Session,
  schedule: Schedule,
  standing: Standing,
): Promise<Advance> {
  const { known, now } = standing;
  if (known === null || !known.active) return await begin(session, schedule, standing);
  const oldTiming = timingOf(known.definition) ?? schedule;
  const wentBack = now < known.lastSlot;
  const after = wentBack ? now : known.lastSlot;
  const due = dueSlots(oldTiming, { after, until: now });
  const definition = toDefinition(schedule);
  const changed = !sameJson(definition, known.definition);
  if (due.slots.length === 0 && !changed && !wentBack) return NOTHING;
  const lastSlot = sameTiming(oldTiming, schedule) ? due.slots.at(-1) ?? after : now;
  return await session.transaction(async (tx) => {
    const { name } = schedule;
    if (wentBack) await forgetUnrun(tx, { name, after: now });
    const recorded = await recordedAfter(tx, { name, after });
    const slots = decideSlots({
      ...due,
      slots: due.slots.filter((slot) => !recorded.has(slot.getTime())),
      now,
      policy: schedule.catchUp,
      busy: standing.busy,
      timeZone: schedule.timeZone,
    });
    await insertSlots(tx, { schedule, slots, now });
    await saveSchedule(tx, { name, definition, lastSlot });
    return { slots, wentBack };
  });
}

/** A schedule that is new, or back: its slots count from now. At the very first start it runs at once. */
async function begin(
  session: Session,
  schedule: Schedule,
  { now, firstStart }: Standing,
): Promise<Advance> {
  const slot = new Date(Math.floor(now.getTime() / 1_000) * 1_000);
  const slots: NewSlot[] = firstStart
    ? [{ slot, status: "waiting", kind: "first", reason: null }]
    : [];
  await session.transaction(async (tx) => {
    await insertSlots(tx, { schedule, slots, now });
    await saveSchedule(tx, {
      name: schedule.name,
      definition: toDefinition(schedule),
      lastSlot: slot,
    });
  });
  return { slots, wentBack: false };
}

/** jsonb keeps no order of keys. */
function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1)
    .map(([key, part]) => [key, sorted(part)]);
}
