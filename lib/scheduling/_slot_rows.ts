import { parseInstant } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { type Definition, fromDefinition } from "./_definition.ts";
import type { SlotDecision } from "./decide_slots.ts";
import type { Schedule } from "./schedule.ts";
import type { RunToQueue } from "./types.ts";

/** What a slot asks of the queue, whatever the schedule says later. */
export type SlotRequest = Pick<
  RunToQueue,
  "notebooks" | "companies" | "parameters" | "priority"
>;

/** A row of penny.schedules. */
export interface KnownSchedule {
  readonly name: string;
  readonly definition: Definition;
  /** Slots up to here have been dealt with. */
  readonly lastSlot: Date;
  readonly active: boolean;
}

/** A slot whose run has not ended. */
export interface OpenSlot {
  readonly schedule: string;
  readonly slot: Date;
  readonly status: "waiting" | "running";
  /** Null: behind another run of its schedule. */
  readonly runId: string | null;
  readonly request: SlotRequest;
}

/** A slot to be written. */
export type NewSlot = Omit<SlotDecision, "kind"> & { readonly kind: "first" | "due" | "catch_up" };

/** All schedules that the database knows, by name. */
export async function readKnown(db: Queryable): Promise<Map<string, KnownSchedule>> {
  const rows = await db.many<
    { schedule: string; definition: Definition; last_slot: string; active: boolean }
  >("SELECT schedule, definition, last_slot, active FROM penny.schedules ORDER BY schedule");
  return new Map(rows.map((row) => [row.schedule, {
    name: row.schedule,
    definition: row.definition,
    lastSlot: parseInstant(row.last_slot),
    active: row.active,
  }]));
}

/** Of the known schedules those that were last in force, as far as this version can read them. */
export function lastInForce(known: ReadonlyMap<string, KnownSchedule>): Schedule[] {
  return [...known.values()].filter(({ active }) => active)
    .map(({ name, definition }) => fromDefinition(name, definition))
    .filter((schedule) => schedule !== null);
}

/** Slots whose run has not ended, oldest first. */
export async function readOpen(db: Queryable): Promise<OpenSlot[]> {
  const rows = await db.many<
    {
      schedule: string;
      slot: string;
      status: OpenSlot["status"];
      run_id: string | null;
      request: SlotRequest;
    }
  >(
    "SELECT schedule, slot, status, run_id, request FROM penny.schedule_slots " +
      "WHERE status IN ('waiting', 'running') ORDER BY slot, schedule",
  );
  return rows.map(({ slot, run_id, ...row }) => ({
    ...row,
    slot: parseInstant(slot),
    runId: run_id,
  }));
}

/** Which slots after an instant a schedule has a row for. */
export async function recordedAfter(
  db: Queryable,
  { name, after }: { readonly name: string; readonly after: Date },
): Promise<Set<number>> {
  const rows = await db.many<{ slot: string }>(
    "SELECT slot FROM penny.schedule_slots WHERE schedule = $1 AND slot > $2",
    [name, after.toISOString()],
  );
  return new Set(rows.map(({ slot }) => parseInstant(slot).getTime()));
}

/** Writes slots; one that has a row keeps it. */
export async function insertSlots(
  db: Queryable,
  { schedule, slots, now }: {
    readonly schedule: Schedule;
    readonly slots: readonly NewSlot[];
    readonly now: Date;
  },
): Promise<void> {
  const { name, notebooks, companies, parameters, priority } = schedule;
  const request: SlotRequest = { notebooks, companies, parameters, priority };
  await db.execute(
    "INSERT INTO penny.schedule_slots (schedule, slot, status, kind, reason, request, created_at, finished_at) " +
      "SELECT $1, slot, status, kind, reason, CASE WHEN status = 'waiting' THEN $3::jsonb END, $4, " +
      "CASE WHEN status <> 'waiting' THEN $4::timestamptz END " +
      "FROM jsonb_to_recordset($2::jsonb) AS s(slot timestamptz, status text, kind text, reason text) " +
      "ON CONFLICT DO NOTHING",
    [name, JSON.stringify(slots), JSON.stringify(request), now.toISOString()],
  );
}

/** Writes a schedule as it is in force, and up to where its slots have been dealt with. */
export async function saveSchedule(
  db: Queryable,
  { name, definition, lastSlot }: Omit<KnownSchedule, "active">,
): Promise<void> {
  await db.execute(
    "INSERT INTO penny.schedules (schedule, definition, last_slot) VALUES ($1, $2, $3) " +
      "ON CONFLICT (schedule) DO UPDATE SET definition = excluded.definition, " +
      "last_slot = excluded.last_slot, active = true, updated_at = now()",
    [name, JSON.stringify(definition), lastSlot.toISOString()],
  );
}

/** Takes back what a clock that had gone ahead recorded of slots that are yet to come; runs stay. */
export async function forgetUnrun(
  db: Queryable,
  { name, after }: { readonly name: string; readonly after: Date },
): Promise<number> {
  return await db.execute(
    "DELETE FROM penny.schedule_slots WHERE schedule = $1 AND slot > $2 " +
      "AND (status IN ('missed', 'skipped') OR (status = 'waiting' AND run_id IS NULL))",
    [name, after.toISOString()],
  );
}

/** A schedule that is no longer asked for: what waits behind its run will not take place. */
export async function retireSchedule(db: Queryable, name: string): Promise<void> {
  await db.execute(
    "UPDATE penny.schedules SET active = false, updated_at = now() WHERE schedule = $1",
    [name],
  );
  await db.execute(
    "UPDATE penny.schedule_slots SET status = 'skipped', reason = 'planification retirée', finished_at = now() " +
      "WHERE schedule = $1 AND status = 'waiting' AND run_id IS NULL",
    [name],
  );
}

/** Slots of more than a year ago leave the table; none of them can come again. */
export async function pruneSlots(db: Queryable, now: Date): Promise<number> {
  return await db.execute(
    "DELETE FROM penny.schedule_slots WHERE slot < $1::timestamptz - interval '400 days' AND finished_at IS NOT NULL",
    [now.toISOString()],
  );
}

/** The end of a slot's run, or its beginning. */
export async function saveStatus(
  db: Queryable,
  { schedule, slot, status, reason, now }: {
    readonly schedule: string;
    readonly slot: Date;
    readonly status: "running" | "done" | "failed";
    readonly reason: string | null;
    readonly now: Date;
  },
): Promise<void> {
  await db.execute(
    "UPDATE penny.schedule_slots SET status = $3, reason = coalesce($4, reason), " +
      "finished_at = CASE WHEN $3 <> 'running' THEN $5::timestamptz END WHERE schedule = $1 AND slot = $2",
    [schedule, slot.toISOString(), status, reason, now.toISOString()],
  );
}
