import assert from "node:assert/strict";
import { decideSlots, type DueSituation } from "./decide_slots.ts";

const NOW = new Date("2026-11-20T11:00:20Z");
const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);

function decide(situation: Partial<DueSituation>): string[] {
  return decideSlots({
    slots: [],
    truncated: false,
    now: NOW,
    policy: "once",
    busy: null,
    timeZone: "Europe/Paris",
    ...situation,
  }).map(({ slot, status, kind }) => `${slot.toISOString().slice(11, 16)} ${status} ${kind}`);
}

Deno.test("decideSlots() makes a run of the slot in time", () => {
  assert.deepEqual(decide({ slots: [at("11:00")] }), ["11:00 waiting due"]);
  assert.deepEqual(decide({ slots: [] }), []);
});

Deno.test("decideSlots() takes two minutes of lateness for in time", () => {
  const slots = [at("10:58")];
  assert.deepEqual(decide({ slots, now: new Date("2026-11-20T11:00:00Z") }), ["10:58 waiting due"]);
  assert.deepEqual(decide({ slots, policy: "skip" }), ["10:58 missed due"]);
});

Deno.test("decideSlots() skips the slot in time behind a run, by every policy", () => {
  for (const policy of ["once", "all", "skip"] as const) {
    assert.deepEqual(decide({ slots: [at("11:00")], busy: "r1", policy }), ["11:00 skipped due"]);
  }
});

Deno.test("decideSlots() gives one run for all missed slots, and none behind a run", () => {
  const slots = [at("07:00"), at("09:00")];
  assert.deepEqual(decide({ slots }), ["07:00 missed due", "09:00 waiting catch_up"]);
  assert.deepEqual(decide({ slots: [...slots, at("11:00")] }), [
    "07:00 missed due",
    "09:00 missed due",
    "11:00 waiting due",
  ]);
  assert.deepEqual(decide({ slots, busy: "r1" }), ["07:00 missed due", "09:00 missed due"]);
});

Deno.test("decideSlots() gives a run for each missed slot, also behind a run", () => {
  const slots = [at("07:00"), at("09:00"), at("11:00")];
  const expected = ["07:00 waiting catch_up", "09:00 waiting catch_up", "11:00 waiting due"];
  assert.deepEqual(decide({ slots, policy: "all" }), expected);
  assert.deepEqual(decide({ slots, policy: "all", busy: "r1" }), expected);
});

Deno.test("decideSlots() says why, by what a slot is caught up, and that there were more", () => {
  const [first, second] = decideSlots({
    slots: [at("07:00"), at("09:00")],
    truncated: true,
    now: NOW,
    policy: "once",
    busy: null,
    timeZone: "Europe/Paris",
  });
  assert.match(first?.reason ?? "", /rattrapée par celle du 20\/11\/2026 à 10 h 00/);
  assert.match(first?.reason ?? "", /d'autres, plus anciennes/);
  assert.equal(second?.reason, "aucun planificateur n'était en marche à cette heure");
});
