import assert from "node:assert/strict";
import { formatTally, readClosingLine, readDenoSummary, sumTallies } from "./tally.ts";

Deno.test("readDenoSummary() takes the last summary of the text", () => {
  const text = "ok | 1 passed | 0 failed (1s)\nFAILED | 40 passed (3 steps) | 2 failed (4s)\n";
  assert.deepEqual(readDenoSummary(text, 1), { passed: 40, failed: 2, skipped: 0 });
});

Deno.test("readDenoSummary() counts a failure that has no test", () => {
  assert.deepEqual(readDenoSummary("error: Type checking failed.", 1), {
    passed: 0,
    failed: 1,
    skipped: 0,
  });
  assert.deepEqual(readDenoSummary("ok | 5 passed | 0 failed (1s)", 1), {
    passed: 5,
    failed: 1,
    skipped: 0,
  });
});

Deno.test("readDenoSummary() counts a run without summary as failed", () => {
  assert.equal(readDenoSummary("", 0).failed, 1);
});

Deno.test("readClosingLine() takes the last line that stands alone", () => {
  const text = "so 9 passed, 9 failed\n7 passed, 0 failed\n8 passed, 0 failed, 2 skipped\nmore\n";
  assert.deepEqual(readClosingLine(text, 0), { passed: 8, failed: 0, skipped: 2 });
});

Deno.test("readClosingLine() reads what formatTally() writes", () => {
  for (
    const tally of [{ passed: 3, failed: 1, skipped: 0 }, { passed: 0, failed: 2, skipped: 5 }]
  ) {
    assert.deepEqual(readClosingLine(formatTally(tally), 1), tally);
  }
});

Deno.test("sumTallies() adds each count", () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  assert.deepEqual(sumTallies([one, one]), { passed: 2, failed: 4, skipped: 6 });
});
