import assert from "node:assert/strict";
import type { PlannedReading } from "../lib/sync/mod.ts";
import { planLines } from "./_plan_lines.ts";

function reading(
  source: "api" | "data_sharing",
  plan: Partial<PlannedReading["plan"]>,
): PlannedReading {
  return {
    unit: { domain: "general_ledger", source },
    plan: { kind: "full", reason: "première lecture", rows: null, requests: null, ...plan },
  } as unknown as PlannedReading;
}

function timesOf(planned: readonly PlannedReading[], requestsPerSecond: number | null): string[] {
  return planLines(planned, { requestsPerSecond, demo: false })
    .filter((line) => /^\[INFO\] (API|Data)/.test(line))
    .map((line) => line.replaceAll(/[\u00a0\u202f]/g, " "));
}

Deno.test("planLines() says how long the requests and the rows take", () => {
  const planned = [
    reading("api", { requests: 900 }),
    reading("api", { requests: 300 }),
    reading("data_sharing", { rows: 1_000_000 }),
  ];
  assert.deepEqual(timesOf(planned, null), [
    "[INFO] API : environ 4 min pour 1 200 requêtes, à 5 par seconde",
    "[INFO] Data Sharing : environ 25 s pour 1 000 000 lignes, si rien d'autre ne ralentit",
  ]);
});

Deno.test("planLines() calls a time the least where something is not known, and keeps to the user's cap", () => {
  const planned = [reading("api", { requests: 45 }), reading("api", {})];
  assert.deepEqual(timesOf(planned, 4.5), [
    "[INFO] API : au moins 10 s pour 45 requêtes, à 4,5 par seconde",
  ]);
  const changes = [reading("api", { kind: "changes", requests: 7 })];
  assert.match(timesOf(changes, 20)[0]!, /^\[INFO\] API : au moins 1,4 s pour 7 requêtes, à 5 par/);
});

Deno.test("planLines() says no time for synthetic companies", () => {
  const lines = planLines([reading("api", { requests: 900 })], {
    requestsPerSecond: null,
    demo: true,
  });
  assert.equal(lines.some((line) => line.includes("par seconde")), false);
});
