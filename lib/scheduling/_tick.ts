import type { Session } from "../connectors/postgres/mod.ts";
import { type Advance, advanceSchedule } from "./_advance_schedule.ts";
import { type DriveOptions, followRuns, queueRuns } from "./_drive_runs.ts";
import {
  type KnownSchedule,
  lastInForce,
  type OpenSlot,
  readKnown,
  readOpen,
  retireSchedule,
} from "./_slot_rows.ts";
import { formatSlot } from "./format_slot.ts";
import type { Schedule } from "./schedule.ts";
import type { ScheduleReading } from "./schedule_source.ts";

/** What one look of the scheduler found and did. */
export interface Tick {
  readonly schedules: readonly Schedule[];
  /** Slots whose run has not ended. */
  readonly open: readonly OpenSlot[];
  readonly done: number;
  readonly failed: number;
  /** Whether a slot was written, or a run has ended. */
  readonly changed: boolean;
  /** Why the file of schedules is not in force; null: it is, or there is none. */
  readonly fault: Error | null;
}

/**
 * One look: how runs went, which slots have come, what goes to the queue. Every step can be interrupted; the next look goes on.
 *
 * @param session The connection that holds the scheduler's lock.
 * @param reading What is asked for; null schedules: those that were last in force.
 * @param options Queue and instant.
 * @returns What is open now.
 * @throws {UsageError} The file is wrong, and no schedule was ever in force.
 */
export async function tick(
  session: Session,
  reading: ScheduleReading,
  options: DriveOptions,
): Promise<Tick> {
  const { now } = options;
  const before = await readOpen(session);
  const driven = await followRuns(session, before, options);
  const known = await readKnown(session);
  const schedules = reading.schedules ?? inForce(known, reading);
  let changed = driven.done + driven.failed > 0;
  for (const schedule of schedules) {
    const busy = driven.open.find((slot) => slot.schedule === schedule.name);
    const advance = await advanceSchedule(session, schedule, {
      now,
      known: known.get(schedule.name) ?? null,
      firstStart: known.size === 0,
      busy: busy === undefined ? null : nameOf(busy, schedule.timeZone),
    });
    changed ||= advance.slots.length > 0 || advance.wentBack;
    tellAdvance(schedule, advance, options);
  }
  for (const { name, active } of known.values()) {
    if (!active || schedules.some((schedule) => schedule.name === name)) continue;
    await retireSchedule(session, name);
    changed = true;
  }
  const open = changed ? await readOpen(session) : driven.open;
  const refused = await queueRuns(session, open, { ...options, queued: driven.queued });
  return {
    schedules,
    open: refused > 0 ? await readOpen(session) : open,
    done: driven.done,
    failed: driven.failed + refused,
    changed: changed || refused > 0,
    fault: reading.fault,
  };
}

function inForce(
  known: ReadonlyMap<string, KnownSchedule>,
  { fault }: ScheduleReading,
): Schedule[] {
  const schedules = lastInForce(known);
  if (schedules.length === 0 && fault !== null) throw fault;
  return schedules;
}

function nameOf({ runId, slot }: OpenSlot, timeZone: string): string {
  return runId ?? `du ${formatSlot(slot, timeZone)}`;
}

function tellAdvance(
  { name, timeZone }: Schedule,
  { slots, wentBack }: Advance,
  { tell }: DriveOptions,
): void {
  const about = { schedule: name };
  if (wentBack) tell(`[INFO] ${name} : l'horloge a reculé ; aucun créneau ne sera doublé`, about);
  for (const { slot, reason } of slots.filter(({ status }) => status === "skipped")) {
    tell(`[INFO] ${name} : créneau du ${formatSlot(slot, timeZone)} sauté, ${reason}`, about);
  }
  const missed = slots.filter(({ status }) => status === "missed");
  const last = missed.at(-1);
  if (last === undefined) return;
  const first = formatSlot(missed[0]!.slot, timeZone);
  const span = missed.length === 1
    ? `le créneau du ${first} a été manqué`
    : `${missed.length} créneaux ont été manqués, du ${first} au ${
      formatSlot(last.slot, timeZone)
    }`;
  tell(`[ERREUR] ${name} : ${span} : ${last.reason}`, about);
}
