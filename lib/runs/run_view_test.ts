import assert from "node:assert/strict";
import { createPlainView } from "./run_view.ts";
import { nextStepLines, summaryLines } from "./run_summary.ts";
import { parseGivenParameters, parseJobs, parseNames } from "./command_options.ts";
import { UsageError } from "../base/mod.ts";
import { RESULT, RUN } from "./_fixture.ts";
import type { RunRecord } from "./types.ts";

const result = RESULT;
const run: RunRecord = {
  ...RUN,
  status: "failed",
  notebooks: [
    {
      ...result,
      name: "00_sommaire",
      tables: [],
      counts: { inserted: 0, updated: 0, deleted: 0, unchanged: 0 },
    },
    result,
    {
      ...result,
      name: "03_suppliers",
      status: "failed",
      reason: "contrôle bloquant rouge",
      failures: [{
        kind: "gate",
        subject: "suppliers",
        company: "Agence",
        reason: "clé en double",
      }],
    },
  ],
};
const plain = (text: string) => text.replaceAll("\u00a0", " ");

Deno.test("createPlainView() writes at most one line per interval and notebook", () => {
  const lines: string[] = [];
  let now = 0;
  const view = createPlainView({
    write: (line) => lines.push(line),
    intervalMs: 1000,
    now: () => now,
  });
  view.started("02_customers", 3);
  view.cell("02_customers", 1);
  now = 1000;
  view.cell("02_customers", 2);
  view.event("02_customers", { type: "progress", text: "tu" });
  view.ended(result);
  assert.deepEqual(lines.map(plain), [
    "[EXECUTE] 02_customers : 3 cellules",
    "[EXECUTE] 02_customers : cellule 2/3",
    "[OK] 02_customers : 1 203 lignes, 4,2 s",
  ]);
});

Deno.test("summaryLines() gives the table, the failures and the line of figures without the summary notebook", () => {
  const lines = summaryLines(run).map(plain);
  assert.equal(lines.at(-1), "[SYNC] Succès: 1/2 | Ignorés: 0 | Erreurs: 1");
  assert.ok(lines.includes("02_customers   1 203  1  2  3  1 200   4,2 s  OK"), lines.join("\n"));
  assert.ok(lines.includes("  - suppliers, Agence : clé en double"));
});

Deno.test("nextStepLines() adds the three steps in demo mode alone", () => {
  const connection = {
    host: "localhost",
    port: 5433,
    database: "d",
    schema: "pennylane",
    user: "u",
  };
  const demo = nextStepLines(
    { mode: "demo", syntheticAsOf: "2026-10-31", connection },
    "/p/index.html",
  );
  assert.match(
    demo.join("\n"),
    /données synthétiques au 31\/10\/2026[\s\S]*1\. [\s\S]*2\. [\s\S]*3\. /,
  );
  assert.equal(nextStepLines({ mode: "réel", connection }, "/p/index.html").length, 3);
});

Deno.test("parseGivenParameters() keeps text after the first equals sign and refuses names alone", () => {
  assert.deepEqual(parseGivenParameters(["a=1=2", "b=", "a=3"]), { a: "3", b: "" });
  assert.throws(() => parseGivenParameters(["societe", "=x"]), UsageError);
});

Deno.test("parseJobs() takes 1 to 64 and two at least by default", () => {
  assert.equal(parseJobs("3"), 3);
  assert.ok(parseJobs(undefined) >= 2);
  for (const text of ["0", "65", "deux", "-1", "1.5"]) {
    assert.throws(() => parseJobs(text), UsageError);
  }
});

Deno.test("parseNames() splits at commas and drops empty names", () => {
  assert.deepEqual(parseNames(["a, b", ",c,"]), ["a", "b", "c"]);
});
