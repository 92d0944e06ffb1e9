import assert from "node:assert/strict";
import { checkLines, verdictLine, verdictOf } from "./render.ts";
import type { Check } from "./types.ts";

const CHECK: Check = { section: "Base", label: "Base", status: "error" };

Deno.test("checkLines() breaks long lines and indents what follows", () => {
  const lines = checkLines({ ...CHECK, detail: "mot ".repeat(60).trim() + "\nsuite" });
  assert.ok(lines.every((line) => line.length <= 120));
  assert.match(lines[0]!, /^\[ERREUR\] Base : mot/);
  assert.ok(lines.slice(1).every((line) => line.startsWith("       ")));
  assert.equal(lines.at(-1), "       suite");
  assert.equal(lines.join(" ").match(/mot/g)!.length, 60);
});

Deno.test("checkLines() begins no line with a mark of punctuation", () => {
  for (let length = 90; length < 120; length++) {
    const lines = checkLines({ ...CHECK, detail: `${"x".repeat(length)} ; « a » : b ?` });
    assert.ok(lines.every((line) => !/^\s*[:;»?]/.test(line)), lines.join("\n"));
  }
});

Deno.test("verdictOf() lets wrong settings outweigh what will be missing", () => {
  const ok: Check = { ...CHECK, status: "ok" };
  assert.deepEqual(verdictOf([ok]), { status: 0, faults: 0 });
  assert.deepEqual(verdictOf([ok, CHECK]), { status: 1, faults: 1 });
  assert.deepEqual(verdictOf([{ ...CHECK, exitStatus: 2 }, CHECK]), { status: 2, faults: 2 });
});

Deno.test("verdictLine() is the last line", () => {
  assert.equal(verdictLine({ status: 0, faults: 0 }), "[OK] Tout est prêt");
  assert.equal(verdictLine({ status: 1, faults: 2 }), "[ERREUR] 2\u00a0points à corriger");
});
