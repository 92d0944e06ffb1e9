import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRecurrence, type Schedule } from "../../lib/scheduling/mod.ts";
import { assertAccounted, comeToRest, type Event, liveThrough } from "./_disturbances.ts";
import { schedule, type SchedulerTest, withScheduler } from "./_scheduler.ts";

const DAY = 24 * 60;

const minutes = (most: number) => fc.integer({ min: 1, max: most });

/** Disturbances whose outages last at most so many minutes. */
function events(longest: number, pause: number): fc.Arbitrary<Event> {
  const what = fc.oneof(
    fc.record({
      kind: fc.constantFrom("stop" as const, "killBefore" as const, "killAfter" as const),
      minutes: minutes(longest),
    }),
    fc.record({ kind: fc.constant("sleep" as const), minutes: minutes(longest) }),
    fc.record({
      kind: fc.constant("jump" as const),
      by: fc.integer({ min: -2 * DAY, max: 2 * DAY }),
      minutes: minutes(600),
    }),
    fc.record({ kind: fc.constant("cut" as const) }),
    fc.record({ kind: fc.constant("queue" as const), minutes: minutes(300) }),
  );
  return fc.record({ after: minutes(pause), what });
}

const PLANS: readonly Schedule[] = [
  schedule("toutes les 4 heures", {
    name: "une",
    catchUp: "once",
    faster: [{ from: "03-28", to: "03-30", when: parseRecurrence("1 h") }],
  }),
  schedule("chaque jour à 2 h 30 et à 14 h", { name: "toutes", catchUp: "all" }),
  schedule("les jours ouvrés à 7 h", { name: "aucune", catchUp: "skip" }),
];

/** Runs of a length that depends on their slot alone, some longer than their slot. */
function setUp(test: SchedulerTest): void {
  test.schedules = PLANS;
  test.pace = { wakeMs: 6 * 3_600_000, followMs: 3 * 3_600_000 };
  test.queue.minutes = ({ slot }) => (slot.getTime() / 60_000) % 7 === 0 ? 290 : 12;
  test.queue.fails = ({ slot }) => (slot.getTime() / 60_000) % 11 === 0;
}

Deno.test("runScheduler() loses and doubles no slot of a year, by every policy", () => {
  return withScheduler("2026-01-01T05:10:00Z", async (test) => {
    setUp(test);
    const disturbed = fc.sample(events(3 * DAY, 10 * DAY), { numRuns: 45, seed: 20_261_120 });
    await liveThrough(test, disturbed);
    await comeToRest(test, Date.parse("2027-01-01T12:00:00Z"));
    const { slots, runs, missed } = await assertAccounted(test);
    assert.ok(slots > 3_000 && runs > 1_500 && missed > 100, `${slots} ${runs} ${missed}`);
  });
});

Deno.test("runScheduler() loses and doubles no slot whatever happens", () => {
  const starts = ["2026-03-27T05:10:00Z", "2026-10-23T05:10:00Z", "2026-12-30T05:10:00Z"];
  return withScheduler(starts[0]!, async (test) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.array(events(2 * DAY, DAY), { minLength: 1, maxLength: 6 }),
        async (first, disturbed) => {
          await test.db.execute("TRUNCATE penny.schedules, penny.schedule_slots");
          Object.assign(test.world, { time: Date.parse(first), offset: 0, earliest: Infinity });
          test.queue.runs.clear();
          setUp(test);
          await liveThrough(test, disturbed);
          await comeToRest(test, 0);
          await assertAccounted(test);
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
  });
});
