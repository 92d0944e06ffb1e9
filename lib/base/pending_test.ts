import assert from "node:assert/strict";
import { PENDING, whilePending } from "./pending.ts";

const globals = globalThis as Record<symbol, unknown>;

Deno.test("whilePending() registers the work until it has ended", async () => {
  const log: string[] = [];
  globals[PENDING] = (what: string) => {
    log.push(`begin ${what}`);
    return () => log.push("end");
  };
  try {
    await whilePending("publish", () => Promise.resolve(log.push("work")));
    await assert.rejects(whilePending("fetch", () => Promise.reject(new Error("x"))), /x/);
  } finally {
    delete globals[PENDING];
  }
  assert.deepEqual(log, ["begin publish", "work", "end", "begin fetch", "end"]);
});

Deno.test("whilePending() works where nobody listens", async () => {
  assert.equal(await whilePending("publish", () => Promise.resolve(1)), 1);
});
