import assert from "node:assert/strict";
import {
  dateOf,
  dayOf,
  endOfMonth,
  isBusinessDay,
  isHoliday,
  isoDay,
  monthName,
  nextBusinessDay,
  previousBusinessDay,
  startOfMonth,
  weekday,
} from "./calendar.ts";

Deno.test("dayOf() reads a day and refuses what is none", () => {
  assert.equal(dayOf("1970-01-01"), 0);
  assert.equal(isoDay(dayOf("2024-02-29")), "2024-02-29");
  for (const text of ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", ""]) {
    assert.throws(() => dayOf(text), RangeError);
  }
});

Deno.test("isHoliday() knows fixed days and those that follow Easter", () => {
  const known = [
    "2026-01-01",
    "2026-04-06",
    "2026-05-14",
    "2026-05-25",
    "2024-04-01",
    "2025-04-21",
  ];
  for (const text of known) assert.ok(isHoliday(dayOf(text)), text);
  assert.ok(!isHoliday(dayOf("2026-04-05")));
});

Deno.test("nextBusinessDay() passes week-ends and holidays", () => {
  assert.equal(isoDay(nextBusinessDay(dayOf("2026-05-01"))), "2026-05-04");
  assert.equal(isoDay(previousBusinessDay(dayOf("2026-11-01"))), "2026-10-30");
  assert.ok(isBusinessDay(dayOf("2026-10-30")));
  assert.equal(weekday(dayOf("2026-10-30")), 4);
  assert.equal(weekday(dayOf("1969-12-29")), 0);
});

Deno.test("endOfMonth() and startOfMonth() pass the ends of years", () => {
  assert.equal(isoDay(endOfMonth(dayOf("2025-11-30"), 3)), "2026-02-28");
  assert.equal(isoDay(startOfMonth(dayOf("2026-01-31"), -2)), "2025-11-01");
  assert.equal(dateOf(2026, 14, 1), dateOf(2027, 2, 1));
  assert.equal(monthName(dayOf("2026-08-15")), "août 2026");
});
