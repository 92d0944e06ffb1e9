import assert from "node:assert/strict";
import * as path from "node:path";
import { RESULT, RUN } from "./_fixture.ts";
import { closeKilledRuns } from "./close_killed_runs.ts";
import { expectedDurations } from "./expected_durations.ts";
import { readRunRecord } from "./run_record.ts";
import type { RunRecord } from "./types.ts";

const entry = (name: string) => ({
  ...{ name, title: name, origin: "copy" as const, shippedIsNewer: true },
  ...{ file: `carnets/${name}.ipynb`, readable: true },
});

async function withRuns(
  runs: readonly RunRecord[],
  body: (outputs: string) => Promise<void>,
): Promise<void> {
  const outputs = await Deno.makeTempDir();
  try {
    for (const run of runs) {
      await Deno.mkdir(path.join(outputs, run.runId));
      await Deno.writeTextFile(path.join(outputs, run.runId, "run.json"), JSON.stringify(run));
    }
    await body(outputs);
  } finally {
    await Deno.remove(outputs, { recursive: true });
  }
}

Deno.test("closeKilledRuns() ends the record of a run that was killed and leaves ended ones alone", () => {
  const killed: RunRecord = {
    ...RUN,
    runId: "2026-10-31T15-00-00",
    status: "running",
    endedAt: null,
    planned: ["01_a", "02_b"].map(entry),
    notebooks: [{ ...RESULT, name: "01_a" }],
  };
  return withRuns([RUN, killed], async (outputs) => {
    const folder = path.join(outputs, killed.runId);
    await Deno.writeTextFile(path.join(folder, ".02_b.ipynb.1.tmp"), "{");
    assert.deepEqual(await closeKilledRuns(outputs), [killed.runId]);
    const record = await readRunRecord(folder);
    assert.equal(record?.status, "interrupted");
    assert.deepEqual(record?.notebooks.map(({ name, status, origin }) => [name, status, origin]), [
      ["01_a", "ok", "shipped"],
      ["02_b", "interrupted", "copy"],
    ]);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "index.html",
      "run.json",
    ]);
    assert.deepEqual(await closeKilledRuns(outputs), []);
  });
});

Deno.test("expectedDurations() takes the last time that each notebook went well", () => {
  const run = (hour: number, notebooks: RunRecord["notebooks"]) => ({
    ...RUN,
    runId: `2026-10-31T${hour}-00-00`,
    notebooks,
  });
  return withRuns([
    run(10, [{ ...RESULT, durationMs: 100 }, { ...RESULT, name: "03_suppliers", durationMs: 50 }]),
    run(11, [{ ...RESULT, durationMs: 200 }]),
    run(12, [{ ...RESULT, durationMs: 3, status: "failed" }]),
  ], async (outputs) => {
    assert.deepEqual([...await expectedDurations(outputs)], [
      ["02_customers", 200],
      ["03_suppliers", 50],
    ]);
    assert.equal((await expectedDurations(path.join(outputs, "rien"))).size, 0);
  });
});
