import assert from "node:assert/strict";
import { TestReport } from "./_test_report.ts";

function reportOf(...lines: readonly string[]): TestReport {
  const report = new TestReport();
  lines.forEach((line) => report.add(line));
  return report;
}

Deno.test("failure() is null while all tests pass or are left out", async () => {
  const report = reportOf(
    "a ... ok (0ms)",
    "",
    "ok | 1 passed (2 steps) | 0 failed | 3 ignored (1ms)",
  );
  await report.ended;
  assert.equal(report.failure(), null);
});

Deno.test("failure() counts and names what failed, and keeps the report", () => {
  const lines = [
    "\x1b[31ma b\x1b[0m ... FAILED (0ms)",
    " FAILURES ",
    "",
    "a b => <anonymous>:2:6",
    "c => d ... step => file:///x y.ts:1:2",
    "",
    "FAILED | 1 passed | 2 failed (1 step) (2ms)",
  ];
  const failure = reportOf(...lines).failure();
  assert.equal(failure?.evalue, "2 tests en échec sur 3 : a b, c => d ... step");
  assert.deepEqual(failure?.traceback.slice(0, 2), [
    `Deno.test: ${failure?.evalue}`,
    "a b ... FAILED (0ms)",
  ]);
});
