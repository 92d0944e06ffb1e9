import assert from "node:assert/strict";
import { isComparisonDue } from "./comparison_due.ts";

const DAY_MS = 86_400_000;
const BEGUN = Date.UTC(2026, 10, 2, 6);

/** The days from the first reading on which companies are compared, looked at every two hours for some weeks. */
function comparedOn(companyId: string, compareDays: number, days: number): number[] {
  let comparedAt = new Date(BEGUN);
  const found: number[] = [];
  for (let hours = 2; hours <= days * 24; hours += 2) {
    const now = new Date(BEGUN + hours * DAY_MS / 24);
    if (!isComparisonDue({ companyId, comparedAt: comparedAt.toISOString(), now, compareDays })) {
      continue;
    }
    found.push(hours / 24);
    comparedAt = now;
  }
  return found;
}

/** How many companies fall on each day. */
function byDay(ids: readonly string[], compareDays: number, days: number): number[] {
  const counts = new Array<number>(days).fill(0);
  for (const id of ids) {
    for (const day of comparedOn(id, compareDays, days)) counts[Math.ceil(day) - 1]! += 1;
  }
  return counts;
}

const IDS = {
  "one after the other": Array.from({ length: 140 }, (_, i) => String(i + 1)),
  "of Pennylane": Array.from({ length: 140 }, (_, i) => String(21_000_000 + 37 * i)),
  "beyond a float": Array.from(
    { length: 140 },
    (_, i) => String(9_007_199_254_740_993n + 3n * BigInt(i)),
  ),
};

for (const [name, ids] of Object.entries(IDS)) {
  Deno.test(`isComparisonDue() spreads companies with ids ${name} over the days of the week`, () => {
    const counts = byDay(ids, 7, 35);
    // 140 a week are 20 a day; those whose moment was near when they began stay together.
    for (const count of counts) assert.ok(count >= 13 && count <= 27, counts.join(" "));
  });
}

for (const days of [1, 7, 30]) {
  Deno.test(`isComparisonDue() lets no company wait longer than ${days} days, nor twice in no time`, () => {
    for (const id of IDS["of Pennylane"].slice(0, 40)) {
      const found = [0, ...comparedOn(id, days, 4 * days)];
      const gaps = found.slice(1).map((day, i) => day - found[i]!);
      const inTime = (gap: number) => gap > days / 28 && gap < days + 1e-6;
      assert.ok(gaps.every(inTime), `${id}: ${gaps.join(" ")}`);
      // From the second on one period apart, to the two hours between two looks.
      assert.ok(gaps.slice(1).every((gap) => gap > days - 0.25), `${id}: ${gaps.join(" ")}`);
    }
  });
}

Deno.test("isComparisonDue() compares what never was, and what was in the future", () => {
  const time = { companyId: "1", now: new Date(BEGUN), compareDays: 7 };
  assert.ok(isComparisonDue({ ...time, comparedAt: null }));
  assert.ok(isComparisonDue({ ...time, comparedAt: new Date(BEGUN + 1).toISOString() }));
  assert.ok(!isComparisonDue({ ...time, comparedAt: time.now.toISOString() }));
});
