import assert from "node:assert/strict";
import fc from "fast-check";
import { dueSlots, nextDue } from "./due_slots.ts";
import { parseRecurrence } from "./parse_recurrence.ts";
import type { Timing } from "./schedule.ts";

const CLOSING: Timing = {
  when: parseRecurrence("chaque jour à 6 h"),
  faster: [{ from: "2026-12-20", to: "2026-12-21", when: parseRecurrence("12 h") }],
  timeZone: "Europe/Paris",
};

function between(timing: Timing, after: string, until: string): string[] {
  return dueSlots(timing, { after: new Date(after), until: new Date(until) }).slots
    .map((slot) => slot.toISOString().slice(5, 13));
}

Deno.test("dueSlots() changes its pace on the days of a period", () => {
  assert.deepEqual(between(CLOSING, "2026-12-18T12:00:00Z", "2026-12-22T12:00:00Z"), [
    "12-19T05",
    "12-19T23",
    "12-20T11",
    "12-20T23",
    "12-21T11",
    "12-22T05",
  ]);
});

Deno.test("dueSlots() repeats a period of every year over the new year", () => {
  const timing = {
    ...CLOSING,
    faster: [{ from: "12-31", to: "01-01", when: parseRecurrence("12 h") }],
  };
  for (const year of [2026, 2030]) {
    const slots = between(timing, `${year}-12-30T00:00:00Z`, `${year + 1}-01-02T22:00:00Z`);
    assert.deepEqual(slots, [
      "12-30T05",
      "12-30T23",
      "12-31T11",
      "12-31T23",
      "01-01T11",
      "01-02T05",
    ]);
  }
});

Deno.test("dueSlots() keeps the newest slots of a span of decades", () => {
  const timing = { ...CLOSING, when: parseRecurrence("1 min"), faster: [] };
  const until = new Date("2046-01-01T00:00:30Z");
  const { slots, truncated } = dueSlots(timing, { after: new Date(0), until });
  assert.equal(slots.length, 1_000);
  assert.equal(truncated, true);
  assert.equal(slots.at(-1)?.toISOString(), "2046-01-01T00:00:00.000Z");
});

Deno.test("dueSlots() finds a period decades away and a schedule's rare slots", () => {
  const rare = { ...CLOSING, when: parseRecurrence("0 0 29 2 *"), faster: [] };
  assert.deepEqual(between(rare, "2026-01-01T00:00:00Z", "2032-12-31T00:00:00Z"), [
    "02-28T23",
    "02-28T23",
  ]);
});

Deno.test("dueSlots() gives the same slots however a span is cut", () => {
  const start = Date.parse("2026-10-20T00:00:00Z");
  const minute = fc.integer({ min: 0, max: 20_000 }).map((minutes) => start + minutes * 60_000);
  const timing = {
    ...CLOSING,
    when: parseRecurrence("2 h"),
    faster: [{ from: "2026-10-24", to: "2026-10-26", when: parseRecurrence("20 min") }],
  };
  const cut = (after: number, until: number) =>
    dueSlots(timing, { after: new Date(after), until: new Date(until) }).slots;
  fc.assert(
    fc.property(fc.array(minute, { minLength: 3, maxLength: 3 }), (instants) => {
      const [a, b, c] = instants.sort((left, right) => left - right) as [number, number, number];
      assert.deepEqual([...cut(a, b), ...cut(b, c)], cut(a, c));
    }),
    { numRuns: 20 },
  );
});

Deno.test("nextDue() answers null when a schedule's only days are over", () => {
  const timing: Timing = {
    ...CLOSING,
    when: { text: "", patterns: [], kind: "times" },
  };
  assert.equal(nextDue(timing, new Date("2027-01-01T00:00:00Z")), null);
  assert.equal(
    nextDue(timing, new Date("2026-01-01T00:00:00Z"))?.toISOString(),
    "2026-12-19T23:00:00.000Z",
  );
});
