import assert from "node:assert/strict";
import { RateCounter, rateHeaders, REAL_LIMIT } from "./rate_limit.ts";

Deno.test("RateCounter counts each token in windows aligned on their length", () => {
  let seconds = 1_795_176_518.9;
  const counter = new RateCounter(REAL_LIMIT, { now: () => new Date(seconds * 1000) });
  for (let i = 1; i <= 25; i++) {
    assert.deepEqual(counter.take("a"), {
      allowed: true,
      remaining: 25 - i,
      reset: 1_795_176_520,
      retryAfter: 2,
    });
  }
  assert.deepEqual([counter.take("a").allowed, counter.take("b").allowed], [false, true]);
  seconds = 1_795_176_519.999;
  const last = counter.take("a");
  assert.deepEqual([last.allowed, last.remaining, last.retryAfter], [false, 0, 1]);
  seconds = 1_795_176_520;
  const next = counter.take("a");
  assert.deepEqual([next.allowed, next.remaining, next.reset], [true, 24, 1_795_176_525]);
  assert.deepEqual(rateHeaders(next, REAL_LIMIT), {
    "ratelimit-limit": "25",
    "ratelimit-remaining": "24",
    "ratelimit-reset": "1795176525",
  });
});
