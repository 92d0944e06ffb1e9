import assert from "node:assert/strict";
import * as path from "node:path";
import { RESULT, RUN } from "./_fixture.ts";
import {
  carriedResults,
  copyCarried,
  notebooksToRetry,
  readResumedRun,
  resumedParameters,
} from "./resume_run.ts";
import type { NotebookResult, RunRecord } from "./types.ts";

const entry = (name: string) => ({
  name,
  title: name,
  file: `notebooks/${name}.ipynb`,
  readable: true,
  origin: "shipped" as const,
  shippedIsNewer: false,
});
const result = (name: string, status: NotebookResult["status"]) => ({ ...RESULT, name, status });
const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name);

async function withRuns(
  runs: Readonly<Record<string, Partial<RunRecord> | null>>,
  body: (outputs: string) => Promise<void>,
): Promise<void> {
  const outputs = await Deno.makeTempDir();
  try {
    for (const [runId, record] of Object.entries(runs)) {
      const folder = path.join(outputs, runId);
      await Deno.mkdir(folder);
      if (record === null) continue;
      await Deno.writeTextFile(
        path.join(folder, "run.json"),
        JSON.stringify({ ...RUN, runId, ...record }),
      );
      for (const { name, hasCopy } of record.notebooks ?? []) {
        for (const extension of hasCopy ? ["ipynb", "html"] : []) {
          await Deno.writeTextFile(path.join(folder, `${name}.${extension}`), `${runId} ${name}`);
        }
      }
    }
    await body(outputs);
  } finally {
    await Deno.remove(outputs, { recursive: true });
  }
}

const KILLED: Partial<RunRecord> = {
  status: "running",
  endedAt: null,
  planned: ["00_sommaire", "01_a", "02_b", "03_c", "04_d"].map(entry),
  notebooks: [
    result("01_a", "ok"),
    result("02_b", "failed"),
    { ...result("03_c", "skipped"), carriedFrom: "2026-10-30T08-00-00" },
    { ...result("04_d", "ok"), hasCopy: false },
  ],
};

Deno.test("readResumedRun() takes over green notebooks with a copy and executes all others again", () =>
  withRuns({ "2026-10-31T14-05-09": KILLED }, async (outputs) => {
    const resumed = await readResumedRun(outputs, "run-all");
    assert.deepEqual(names(notebooksToRetry(resumed)), ["00_sommaire", "02_b", "04_d"]);
    assert.deepEqual(carriedResults(resumed).map(({ name, carriedFrom }) => [name, carriedFrom]), [
      ["01_a", "2026-10-31T14-05-09"],
      ["03_c", "2026-10-30T08-00-00"],
    ]);
    const folder = path.join(outputs, "2026-10-31T15-00-00");
    await Deno.mkdir(folder);
    await copyCarried(resumed, folder);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      ...["01_a.html", "01_a.ipynb", "03_c.html", "03_c.ipynb"],
    ]);
  }));

Deno.test("readResumedRun() executes the summary again with any other notebook and else nothing", () =>
  withRuns({
    "2026-10-31T14-05-09": {
      planned: ["00_sommaire", "01_a"].map(entry),
      notebooks: [result("00_sommaire", "ok"), result("01_a", "failed")],
    },
    "2026-10-31T14-06-00": {
      planned: ["00_sommaire", "01_a"].map(entry),
      notebooks: [result("00_sommaire", "ok"), result("01_a", "ok")],
    },
  }, async (outputs) => {
    assert.deepEqual(notebooksToRetry(await readResumedRun(outputs, "run-all")), []);
    await Deno.remove(path.join(outputs, "2026-10-31T14-06-00"), { recursive: true });
    const resumed = await readResumedRun(outputs, "run-all");
    assert.deepEqual(names(notebooksToRetry(resumed)), ["00_sommaire", "01_a"]);
  }));

Deno.test("readResumedRun() passes over folders without a record and runs of the other command", () =>
  withRuns({
    "2026-10-31T14-05-09": { parameters: { societe: "Martin" } },
    "2026-10-31T14-06-00": { command: "run" },
    "2026-10-31T14-07-00": null,
  }, async (outputs) => {
    const resumed = await readResumedRun(outputs, "run-all");
    assert.equal(resumed.runId, "2026-10-31T14-05-09");
    assert.deepEqual(resumedParameters(resumed, { depuis: "2026" }), {
      societe: "Martin",
      depuis: "2026",
    });
  }));

Deno.test("readResumedRun() refuses when there is nothing to resume", () =>
  withRuns({ "2026-10-31T14-06-00": null }, async (outputs) => {
    await assert.rejects(readResumedRun(outputs, "run-all"), {
      name: "UsageError",
      message: /aucune n'est notée dans « outputs » ; relancez sans --failed/,
    });
  }));

Deno.test("resumedParameters() asks for a secret that was not kept", () =>
  withRuns(
    { "2026-10-31T14-05-09": { parameters: { cle: "***", societe: "a" } } },
    async (outputs) => {
      const resumed = await readResumedRun(outputs, "run-all");
      assert.throws(() => resumedParameters(resumed, {}), { message: /valeur secrète de « cle »/ });
      assert.deepEqual(resumedParameters(resumed, { cle: "x" }), { cle: "x", societe: "a" });
    },
  ));
