import assert from "node:assert/strict";
import { ServiceError } from "../../lib/base/mod.ts";
import { dueSlots, type Schedule } from "../../lib/scheduling/mod.ts";
import { KILLED, type SchedulerTest } from "./_scheduler.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What happens to a scheduler, its machine and its clock. */
export type Disturbance =
  /** It is stopped, or killed while it queues a run, and started again after so many minutes. */
  | { readonly kind: "stop" | "killBefore" | "killAfter"; readonly minutes: number }
  /** The machine sleeps; the process goes on afterwards. */
  | { readonly kind: "sleep"; readonly minutes: number }
  /** The clock is set, forward or back, and put right so many minutes later. */
  | { readonly kind: "jump"; readonly by: number; readonly minutes: number }
  /** The server ends the connection. */
  | { readonly kind: "cut" }
  /** The queue cannot be reached for so many minutes. */
  | { readonly kind: "queue"; readonly minutes: number };

/** A disturbance some minutes after the one before. */
export interface Event {
  readonly after: number;
  readonly what: Disturbance;
}

/**
 * Lives through disturbances, one after the other,.
 *
 * @param test The scheduler.
 * @param events In their order.
 */
export async function liveThrough(test: SchedulerTest, events: readonly Event[]): Promise<void> {
  for (const { after, what } of events) {
    await test.until(test.world.time + after * MINUTE_MS);
    await happen(test, what);
  }
}

/**
 * Lets a scheduler live in peace, with short runs, until nothing is open.
 *
 * @param test The scheduler.
 * @param end Not before this instant.
 */
export async function comeToRest(test: SchedulerTest, end: number): Promise<void> {
  test.queue.minutes = () => 1;
  const later = Math.max(end, test.world.time + 3 * 24 * 60 * MINUTE_MS);
  const hour = Math.ceil(later / HOUR_MS) * HOUR_MS;
  await test.until(hour);
  test.pace = { ...test.pace, followMs: 5 * MINUTE_MS };
  await test.until(hour + 50 * MINUTE_MS);
}

async function happen(test: SchedulerTest, what: Disturbance): Promise<void> {
  const { world, queue } = test;
  switch (what.kind) {
    case "stop":
      world.time += what.minutes * MINUTE_MS;
      return;
    case "killBefore":
    case "killAfter": {
      const moment = what.kind === "killBefore" ? "before" : "after";
      queue.hinder = (now) => {
        if (now === moment) throw KILLED;
      };
      // whatever comes first: a run to queue, or a day without one
      await test.until(world.time + 24 * 60 * MINUTE_MS);
      queue.hinder = () => {};
      world.time += what.minutes * MINUTE_MS;
      return;
    }
    case "sleep": {
      let asleep = false;
      world.onSleep = (ms) => {
        const extra = asleep ? 0 : what.minutes * MINUTE_MS;
        asleep = true;
        return ms + extra;
      };
      await test.until(world.time + 30 * MINUTE_MS);
      world.onSleep = (ms) => ms;
      return;
    }
    case "jump":
      world.offset = what.by * MINUTE_MS;
      await test.until(world.time + what.minutes * MINUTE_MS);
      world.offset = 0;
      return;
    case "cut": {
      let cut = false;
      await test.until(world.time + 30 * MINUTE_MS, {
        afterTick: async () => {
          if (cut) return;
          cut = true;
          await test.db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity " +
              "WHERE datname = current_database() AND application_name LIKE 'penny schedule%'",
          );
        },
      });
      return;
    }
    case "queue": {
      queue.hinder = () => {
        throw new ServiceError("Impossible de joindre la file : coupée ; attendez", {
          retriable: true,
        });
      };
      await test.until(world.time + what.minutes * MINUTE_MS);
      queue.hinder = () => {};
    }
  }
}

interface Row {
  readonly schedule: string;
  readonly slot: Date;
  readonly status: string;
  readonly kind: string;
  readonly reason: string | null;
  readonly runId: string | null;
  readonly group: string;
}

/**
 * Holds what the database and the queue have against what should have been due, without the scheduler's own mark: every due slot
 * has one row, every run one slot, no two runs of a schedule at once, and each policy its promise. Slots count from the earliest
 * time that the machine has believed in.
 *
 * @param test After its last disturbance.
 * @returns How many slots and runs there were.
 */
export async function assertAccounted(
  test: SchedulerTest,
): Promise<{ readonly slots: number; readonly runs: number; readonly missed: number }> {
  const rows = await readRows(test);
  const span = { first: new Date(test.world.earliest), last: test.world.now() };
  for (const schedule of test.schedules) {
    const own = rows.filter((row) => row.schedule === schedule.name);
    assertEverySlotOnce(own, { schedule, ...span });
    assertPolicy(own, schedule);
    assertOneByOne(test, schedule);
  }
  assertRunsAreSlots(test, rows);
  const missed = rows.filter(({ status }) => status === "missed").length;
  return { slots: rows.length, runs: test.queue.runs.size, missed };
}

async function readRows({ db }: SchedulerTest): Promise<Row[]> {
  const rows = await db.many<Omit<Row, "slot"> & { slot: string }>(
    `SELECT schedule, slot, status, kind, reason, run_id AS "runId", created_at AS "group" ` +
      "FROM penny.schedule_slots ORDER BY slot",
  );
  return rows.map((row) => ({
    ...row,
    slot: new Date(row.slot.replace(" ", "T").replace("+00", "Z")),
  }));
}

function assertEverySlotOnce(
  rows: readonly Row[],
  { schedule, first, last }: { schedule: Schedule; first: Date; last: Date },
): void {
  const { slots } = dueSlots(schedule, { after: first, until: last, most: 1_000_000 });
  const recorded = rows.filter(({ kind }) => kind !== "first")
    .map(({ slot }) => slot.toISOString());
  assert.deepEqual(recorded, slots.map((slot) => slot.toISOString()), schedule.name);
}

function assertPolicy(rows: readonly Row[], { catchUp, name }: Schedule): void {
  const missed = rows.filter(({ status }) => status === "missed");
  if (catchUp === "all") return assert.deepEqual(missed, [], "all: nothing is missed");
  const caughtUp = rows.filter(({ kind }) => kind === "catch_up");
  if (catchUp === "skip") return assert.deepEqual(caughtUp, [], "skip: nothing is caught up");
  for (const group of new Set(missed.map((row) => row.group))) {
    const together = rows.filter((row) => row.group === group);
    const runs = together.filter(({ runId }) => runId !== null);
    const stood = together.some(({ reason }) => reason?.includes("rattrapée"));
    assert.equal(runs.length, stood ? 1 : 0, `once: one run for what ${name} missed at ${group}`);
  }
}

function assertOneByOne({ queue }: SchedulerTest, { name }: Schedule): void {
  const runs = queue.added.filter((run) => run.schedule === name);
  runs.slice(1).forEach((run, index) => {
    assert.ok(run.addedAt >= runs[index]!.endsAt, `${run.runId} began before the end of another`);
  });
}

function assertRunsAreSlots({ queue }: SchedulerTest, rows: readonly Row[]): void {
  const key = (schedule: string, slot: Date) => `${schedule} ${slot.toISOString()}`;
  const ran = rows.filter(({ runId }) => runId !== null);
  assert.deepEqual(
    queue.added.map((run) => `${run.runId} ${key(run.schedule, new Date(run.slot))}`).toSorted(),
    ran.map((row) => `${row.runId} ${key(row.schedule, row.slot)}`).toSorted(),
  );
  const left = rows.filter(({ status }) =>
    !["done", "failed", "missed", "skipped"].includes(status)
  );
  assert.deepEqual(left, [], "nothing is left open");
}
