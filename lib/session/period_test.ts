import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { resolveDay, resolvePeriod } from "./period.ts";

const years = [
  { start: "2025-07-01", end: "2026-06-30" },
  { start: "2026-07-01", end: "2027-06-30" },
];
const options = { dateArret: "2026-10-31", years };

Deno.test("resolveDay() refuses what is not a day", () => {
  for (const text of ["", "demain", "2026-02-30", "31/13/2026", "2026-1-1"]) {
    assert.throws(() => resolveDay(text, "2026-11-20"), UsageError);
  }
});

Deno.test("resolvePeriod() understands fiscal years, months, days and everything", () => {
  const periods = [
    "exercice en cours",
    "Exercice précédent",
    "12 mois",
    "1 mois",
    "2026-01-15",
    "tout",
  ]
    .map((text) => resolvePeriod(text, options));
  assert.deepEqual(periods.map(({ from, to }) => [from, to]), [
    ["2026-07-01", "2026-10-31"],
    ["2025-07-01", "2026-06-30"],
    ["2025-11-01", "2026-10-31"],
    ["2026-10-01", "2026-10-31"],
    ["2026-01-15", "2026-10-31"],
    ["0001-01-01", "2026-10-31"],
  ]);
});

Deno.test("resolvePeriod() falls back on the calendar year without fiscal years", () => {
  assert.equal(resolvePeriod("exercice en cours", { ...options, years: [] }).from, "2026-01-01");
});

Deno.test("resolvePeriod() refuses other words and says which are known", () => {
  assert.throws(() => resolvePeriod("hier", options), /écrivez « exercice en cours »/);
  assert.throws(
    () => resolvePeriod("exercice précédent", { ...options, years: years.slice(1) }),
    /n'a pas d'exercice avant/,
  );
});
