import assert from "node:assert/strict";
import { type CutRun, cutRun } from "./cut_run.ts";

const TASKS = new Map(["00_sommaire", "01_a", "02_b", "finish"].map((name) => [name, `t:${name}`]));

function cut(change: Partial<CutRun>): [string, number, number, string][] {
  const jobs = cutRun({
    ...{ runId: "r", notebooks: ["00_sommaire", "01_a", "02_b"], companies: ["1", "2", "3"] },
    ...{ selected: false, batchSize: 50, tasks: TASKS },
    ...change,
  });
  return jobs.map(({ notebook, batch, stage, companies }) => [
    ...[notebook, batch, stage] as [string, number, number],
    companies.join(),
  ]);
}

Deno.test("cutRun() leaves all companies unnamed where one batch holds them", () => {
  assert.deepEqual(cut({}), [
    ["01_a", 1, 1, ""],
    ["02_b", 1, 1, ""],
    ["00_sommaire", 0, 2, ""],
    ["finish", 0, 3, ""],
  ]);
});

Deno.test("cutRun() names the companies that were asked for, also for the summary", () => {
  assert.deepEqual(cut({ selected: true, notebooks: ["00_sommaire", "01_a"] }), [
    ["01_a", 1, 1, "1,2,3"],
    ["00_sommaire", 0, 2, "1,2,3"],
    ["finish", 0, 3, ""],
  ]);
});

Deno.test("cutRun() gives every company to one batch, in order, batches of equal size", () => {
  const companies = Array.from({ length: 101 }, (_, i) => String(i));
  const jobs = cut({ companies, notebooks: ["01_a"] }).filter(([, batch]) => batch > 0);
  assert.deepEqual(jobs.map(([, batch]) => batch), [1, 2, 3]);
  const batches = jobs.map(([, , , ids]) => ids.split(","));
  assert.deepEqual(batches.flat(), companies);
  assert.deepEqual(batches.map(({ length }) => length), [34, 34, 33]);
});

Deno.test("cutRun() cuts a run without a company into one batch", () => {
  assert.deepEqual(cut({ companies: [], notebooks: ["01_a"] }), [
    ["01_a", 1, 1, ""],
    ["finish", 0, 3, ""],
  ]);
});
