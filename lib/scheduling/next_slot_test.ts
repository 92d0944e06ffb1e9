import assert from "node:assert/strict";
import fc from "fast-check";
import { nextSlot } from "./next_slot.ts";
import { parseRecurrence } from "./parse_recurrence.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Slots within (after, until]. */
function slots(text: string, { after, until }: { after: string; until: string }): string[] {
  const recurrence = parseRecurrence(text);
  const found: string[] = [];
  for (
    let slot = nextSlot(recurrence, new Date(after));
    slot !== null && slot <= new Date(until);
    slot = nextSlot(recurrence, slot)
  ) found.push(slot.toISOString().slice(5, 16));
  return found;
}

const SPRING = { after: "2026-03-28T22:00:00Z", until: "2026-03-29T04:00:00Z" };
const AUTUMN = { after: "2026-10-24T21:00:00Z", until: "2026-10-25T04:00:00Z" };

Deno.test("nextSlot() moves a time that does not exist behind the gap", () => {
  assert.deepEqual(slots("chaque jour à 2 h 30", SPRING), ["03-29T01:00"]);
  assert.deepEqual(slots("chaque jour à 3 h", SPRING), ["03-29T01:00"]);
});

Deno.test("nextSlot() gives a time that comes twice the first time only", () => {
  assert.deepEqual(slots("chaque jour à 2 h 30", AUTUMN), ["10-25T00:30"]);
  assert.deepEqual(slots("30 2,14 * * *", AUTUMN), ["10-25T00:30"]);
});

Deno.test("nextSlot() never waits longer than an interval on the days of a change", () => {
  assert.deepEqual(slots("toutes les 2 heures", SPRING), [
    "03-28T23:00",
    "03-29T01:00",
    "03-29T02:00",
    "03-29T04:00",
  ]);
  assert.deepEqual(slots("toutes les 2 heures", AUTUMN), [
    "10-24T22:00",
    "10-25T00:00",
    "10-25T01:00",
    "10-25T03:00",
  ]);
});

Deno.test("nextSlot() keeps cron's own meaning for patterns with a step", () => {
  assert.deepEqual(slots("0 */2 * * *", SPRING), ["03-28T23:00", "03-29T02:00", "03-29T04:00"]);
});

Deno.test("nextSlot() answers null for a recurrence that is over", () => {
  assert.equal(nextSlot({ text: "", patterns: [], kind: "times" }, new Date(0)), null);
});

/** Local time as minutes since 1970 on the wall. */
const wall = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Paris",
  dateStyle: "short",
  timeStyle: "short",
});
const wallMinutes = (ms: number) =>
  Date.parse(`${wall.format(new Date(ms)).replace(" ", "T")}Z`) / MINUTE_MS;

/** Every minute of the wall looked at, one by one: what should be due, without croner. */
function expected(due: (wallMinute: number) => boolean, range: { from: number; to: number }) {
  const found = new Set<number>();
  const seen = new Set<number>();
  for (let ms = range.from - DAY_MS; ms <= range.to; ms += MINUTE_MS) {
    const now = wallMinutes(ms);
    for (let skipped = wallMinutes(ms - MINUTE_MS) + 1; skipped < now; skipped++) {
      if (due(skipped)) found.add(ms);
    }
    if (due(now)) found.add(seen.has(now) ? -ms : ms);
    seen.add(now);
  }
  return { once: [...found].filter((ms) => ms > range.from), twice: [...found] };
}

const around = fc.constantFrom(
  Date.parse("2026-03-29T00:00:00Z"),
  Date.parse("2026-10-25T00:00:00Z"),
  Date.parse("2027-03-28T00:00:00Z"),
  Date.parse("2026-02-28T12:00:00Z"),
);
const start = fc.tuple(around, fc.integer({ min: -2_000, max: 500 }))
  .map(([change, minutes]) => change + minutes * MINUTE_MS);

function walk(text: string, { from, to }: { from: number; to: number }): number[] {
  const recurrence = parseRecurrence(text);
  const found: number[] = [];
  let at = from;
  while (true) {
    const next = nextSlot(recurrence, new Date(at))!.getTime();
    assert.ok(next > at, "later than the one before");
    if (next > to) return found;
    found.push(at = next);
  }
}

Deno.test("nextSlot() agrees with the wall clock minute by minute for times of day", () => {
  fc.assert(
    fc.property(
      start,
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      (from, hour, minute) => {
        const to = from + 2 * DAY_MS;
        const due = (wallMinute: number) => wallMinute % 1_440 === hour * 60 + minute;
        assert.deepEqual(
          walk(`chaque jour à ${hour} h ${String(minute).padStart(2, "0")}`, { from, to }),
          expected(due, { from, to }).once,
        );
      },
    ),
    { numRuns: 15 },
  );
});

Deno.test("nextSlot() agrees with the wall clock minute by minute for intervals", () => {
  fc.assert(
    fc.property(
      start,
      fc.constantFrom(1, 5, 10, 15, 20, 30, 60, 90, 120, 180, 240),
      (from, interval) => {
        const to = from + DAY_MS;
        const { twice } = expected((wallMinute) => wallMinute % interval === 0, { from, to });
        const all = twice.map(Math.abs).filter((ms) => ms > from).sort((a, b) => a - b);
        assert.deepEqual(walk(`${interval} min`, { from, to }), all);
      },
    ),
    { numRuns: 15 },
  );
});

Deno.test("nextSlot() gives the same slot from every instant before it", () => {
  fc.assert(
    fc.property(
      start,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.constantFrom("chaque jour à 2 h 30", "2 h", "les jours ouvrés à 7 h", "10 min"),
      (from, share, text) => {
        const recurrence = parseRecurrence(text);
        const slot = nextSlot(recurrence, new Date(from))!.getTime();
        const between = from + Math.floor(share * (slot - from));
        assert.equal(nextSlot(recurrence, new Date(between))!.getTime(), slot);
      },
    ),
    { numRuns: 200 },
  );
});
