import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import { companiesTask } from "./companies_task.ts";

Deno.test("companiesTask() takes Pennylane's pace, 200 companies and both sources by default", () => {
  assert.deepEqual(companiesTask([]), {
    ...{ companies: 200, workers: [1, 2, 4], sources: ["data-sharing", "firm"], database: null },
    ...{ speeds: [1, 1], tokens: 1, jobs: 1, batch: null },
  });
});

Deno.test("companiesTask() takes one pace for both runs, or one for each", () => {
  assert.deepEqual(companiesTask(["--speed", "20"]).speeds, [20, 20]);
  assert.deepEqual(companiesTask(["--speed", "20,1"]).speeds, [20, 1]);
});

Deno.test("companiesTask() refuses what is no number, no source, no address", () => {
  for (
    const [option, value] of [["workers", "1,,2"], ["companies", "0"], ["source", "api"], [
      "database",
      "localhost",
    ]] as const
  ) {
    assert.throws(
      () => companiesTask([`--${option}`, value]),
      (error) => error instanceof UsageError && error.message.includes(`--${option} « ${value} »`),
    );
  }
});
