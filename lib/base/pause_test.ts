import assert from "node:assert/strict";
import { pause } from "./pause.ts";

const LONG_MS = 3_600_000;

Deno.test("pause() ends when its time is over", async () => {
  const begun = performance.now();
  await pause(20, new AbortController().signal);
  assert.ok(performance.now() - begun >= 15);
});

Deno.test("pause() ends with the signal, also one that has come before", async () => {
  const stop = new AbortController();
  const waiting = pause(LONG_MS, stop.signal);
  stop.abort();
  await waiting;
  await pause(LONG_MS, stop.signal);
});
