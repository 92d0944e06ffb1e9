import { parseInstant } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { lastInForce, readKnown } from "./_slot_rows.ts";
import { nextDue } from "./due_slots.ts";
import type { Schedule } from "./schedule.ts";

/** A slot that has come. */
export interface PastSlot {
  readonly slot: Date;
  readonly status: "waiting" | "running" | "done" | "failed" | "missed" | "skipped";
  readonly runId: string | null;
  /** French; null: nothing to say. */
  readonly reason: string | null;
}

/** A schedule with what has come and what will come. */
export interface ScheduleView {
  readonly schedule: Schedule;
  /** Newest first. */
  readonly last: readonly PastSlot[];
  /** Oldest first. */
  readonly next: readonly Date[];
}

/** What {@linkcode scheduleViews} shows. */
export interface ScheduleViewOptions {
  readonly now: Date;
  /** Slots of each kind. */
  readonly count: number;
  /** As they are asked for; null: those that were last in force. */
  readonly schedules: readonly Schedule[] | null;
}

/**
 * The last and the next slots of each schedule.
 *
 * @param db The warehouse.
 * @param options Which, and how many slots.
 * @returns In the order of the schedules.
 */
export async function scheduleViews(
  db: Queryable,
  { now, count, schedules }: ScheduleViewOptions,
): Promise<ScheduleView[]> {
  const shown = schedules ?? lastInForce(await readKnown(db));
  return await Promise.all(shown.map(async (schedule) => ({
    schedule,
    last: await lastSlots(db, { name: schedule.name, count }),
    next: nextSlots(schedule, { now, count }),
  })));
}

async function lastSlots(
  db: Queryable,
  { name, count }: { readonly name: string; readonly count: number },
): Promise<PastSlot[]> {
  const rows = await db.many<
    { slot: string; status: PastSlot["status"]; run_id: string | null; reason: string | null }
  >(
    "SELECT slot, status, run_id, reason FROM penny.schedule_slots WHERE schedule = $1 ORDER BY slot DESC LIMIT $2",
    [name, count],
  );
  return rows.map(({ slot, run_id, ...row }) => ({
    ...row,
    slot: parseInstant(slot),
    runId: run_id,
  }));
}

function nextSlots(
  schedule: Schedule,
  { now, count }: { readonly now: Date; readonly count: number },
): Date[] {
  const slots: Date[] = [];
  for (
    let slot = nextDue(schedule, now);
    slot !== null && slots.length < count;
    slot = nextDue(schedule, slot)
  ) slots.push(slot);
  return slots;
}
