import assert from "node:assert/strict";
import { UsageError } from "../../base/mod.ts";
import { LIMIT, World } from "./_world_fixture.ts";
import {
  createMemoryRateStore,
  createRateLimiter,
  createStoredRateLimiter,
  type RateLimiter,
} from "./rate_limiter.ts";

/** Workers that take requests one after the other from the limiters, until `total` are answered; how many were refused. */
async function drain(
  world: World,
  limiters: readonly RateLimiter[],
  options: { readonly total: number; readonly latencyMs: number; readonly workers: number },
): Promise<number> {
  let started = 0;
  let running = 0;
  let refused = 0;
  const work = async (limiter: RateLimiter) => {
    running++;
    while (started < options.total) {
      started++;
      const lease = await limiter.acquire("token");
      const answer = await world.request(options.latencyMs);
      if (answer.status === 429) refused++;
      await lease.settle(answer);
    }
    running--;
  };
  const all = limiters.flatMap((limiter) =>
    Array.from({ length: options.workers }, () => work(limiter))
  );
  await world.runUntil(() => running === 0);
  await Promise.all(all);
  return refused;
}

/** 1,500 requests by four processes that share one state; none may be refused. */
async function drainByFour(world: World, latencyMs: number) {
  const store = createMemoryRateStore(world.clock);
  const limiters = Array.from(
    { length: 4 },
    () => createStoredRateLimiter(store, { sleep: world.sleep }),
  );
  await drain(world, limiters, { total: 1_500, latencyMs, workers: 3 });
  assert.equal(world.refused, 0);
  return world.full();
}

for (const offsetMs of [0, 1_700, -3_400]) {
  for (const latencyMs of [10, 180, 900]) {
    Deno.test(`acquire() fills windows and never exceeds them (clocks ${offsetMs} ms apart, latency ${latencyMs} ms)`, async () => {
      const world = new World(offsetMs);
      const { requests, windows } = await drainByFour(world, latencyMs);
      assert.ok(requests >= 0.95 * LIMIT * windows, `${requests} in ${windows} windows`);
    });
  }
}

for (const offsetMs of [0, 1_700, -3_400]) {
  for (const [latencyMs, least] of [[10, 0.95], [180, 0.9], [900, 0.4]] as const) {
    Deno.test(`acquire() finds and fills windows of one second (clocks ${offsetMs} ms apart, latency ${latencyMs} ms)`, async () => {
      const world = new World(offsetMs, { limit: 5, windowMs: 1_000 });
      const { requests, windows } = await drainByFour(world, latencyMs);
      assert.ok(requests >= least * 5 * windows, `${requests} in ${windows} windows`);
    });
  }
}

Deno.test("acquire() keeps to requestsPerSecond in windows of one second", async () => {
  const world = new World(400, { limit: 5, windowMs: 1_000 });
  const options = { clock: world.clock, sleep: world.sleep, requestsPerSecond: 3 };
  await drain(world, [createRateLimiter(options)], { total: 300, latencyMs: 50, workers: 4 });
  const { requests, windows } = world.full();
  assert.equal(world.refused, 0);
  assert.ok(requests >= 0.9 * 3 * windows, `${requests} in ${windows} windows`);
  const second = [...world.counted.values()].slice(10);
  assert.ok(Math.max(...second) <= 3);
});

Deno.test("acquire() comes back from a window that it took for shorter, as when the API has moved", async () => {
  const world = new World(0, { limit: 5, windowMs: 5_000 });
  const limiter = createRateLimiter({ clock: world.clock, sleep: world.sleep });
  const round = () => drain(world, [limiter], { total: 100, latencyMs: 20, workers: 3 });
  assert.equal(await round(), 0);
  world.shiftMs = 2_000;
  assert.ok(await round() <= 5, `${world.refused} refused`);
  assert.equal(await round(), 0);
  const { requests, windows } = world.full();
  assert.ok(requests >= 0.9 * 5 * windows, `${requests} in ${windows} windows`);
});

Deno.test("acquire() keeps to requestsPerSecond when that is less than the limit", async () => {
  const world = new World(400);
  const limiter = createRateLimiter({
    clock: world.clock,
    sleep: world.sleep,
    requestsPerSecond: 2,
  });
  await drain(world, [limiter], { total: 200, latencyMs: 50, workers: 4 });
  assert.ok(Math.max(...world.counted.values()) <= 10);
  const { requests, windows } = world.full();
  assert.ok(requests >= 0.95 * 10 * windows);
});

Deno.test("acquire() leaves room for another program that uses the token", async () => {
  const world = new World(0);
  const limiter = createRateLimiter({ clock: world.clock, sleep: world.sleep });
  let done = false;
  const stranger = async () => {
    for (let n = 0; n < 60; n++) {
      await world.sleep(517);
      await world.request(1);
    }
    done = true;
  };
  const other = stranger();
  const refused = await drain(world, [limiter], { total: 300, latencyMs: 20, workers: 1 });
  await world.runUntil(() => done);
  await other;
  assert.ok(refused <= 1, `${refused} refused`);
});

Deno.test("acquire() gives each key a budget of its own", async () => {
  const limiter = createRateLimiter({ clock: { now: () => new Date(1_000) }, sleep: never });
  const full = { status: 200, limit: 1, remaining: 0, resetMs: 5_000, retryAfterMs: null };
  await (await limiter.acquire("a")).settle(full);
  await (await limiter.acquire("b")).settle(full);
  await assert.rejects(limiter.acquire("a"), /had to wait/);
});

Deno.test("acquire() waits for retry-after when no header tells the windows", async () => {
  let now = 1_000;
  const waits: number[] = [];
  const limiter = createRateLimiter({
    clock: { now: () => new Date(now) },
    sleep: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  });
  const bare = { limit: null, remaining: null, resetMs: null };
  await (await limiter.acquire("a")).settle({ ...bare, status: 429, retryAfterMs: 2_000 });
  await limiter.acquire("a");
  assert.deepEqual(waits, [2_000]);
});

Deno.test("acquire() takes up a budget whose requests were lost", async () => {
  let now = 0;
  const limiter = createRateLimiter({
    clock: { now: () => new Date(now) },
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
    leaseMs: 60_000,
  });
  const answer = { status: 200, limit: 3, remaining: 2, resetMs: 5_000, retryAfterMs: null };
  await (await limiter.acquire("a")).settle(answer);
  for (let n = 0; n < 4; n++) await limiter.acquire("a");
  assert.ok(now >= 60_000 && now <= 70_000, `${now}`);
});

Deno.test("acquire() starts anew when the clock is set back", async () => {
  let now = 10_000_000;
  const limiter = createRateLimiter({ clock: { now: () => new Date(now) }, sleep: never });
  const answer = { status: 200, limit: 1, remaining: 0, resetMs: 10_005_000, retryAfterMs: null };
  await (await limiter.acquire("a")).settle(answer);
  await assert.rejects(limiter.acquire("a"), /had to wait/);
  now -= 3_600_000;
  await limiter.acquire("a");
});

Deno.test("acquire() counts a request without an answer where it may have landed", async () => {
  const limiter = createRateLimiter({ clock: { now: () => new Date(1_000) }, sleep: never });
  const answer = { status: 200, limit: 2, remaining: 1, resetMs: 5_000, retryAfterMs: null };
  await (await limiter.acquire("a")).settle(answer);
  await (await limiter.acquire("a")).settle(null);
  await assert.rejects(limiter.acquire("a"), /had to wait/);
});

Deno.test("release() gives back a request that never left", async () => {
  const limiter = createRateLimiter({ clock: { now: () => new Date(1_000) }, sleep: never });
  const answer = { status: 200, limit: 2, remaining: 1, resetMs: 5_000, retryAfterMs: null };
  await (await limiter.acquire("a")).settle(answer);
  await (await limiter.acquire("a")).release();
  await (await limiter.acquire("a")).release();
});

Deno.test("acquire() rejects with the reason of its signal", async () => {
  const limiter = createRateLimiter();
  const reason = new Error("stop");
  await assert.rejects(limiter.acquire("a", AbortSignal.abort(reason)), reason);
});

Deno.test("createRateLimiter() refuses a cap below one request a window", () => {
  assert.throws(() => createRateLimiter({ requestsPerSecond: 0.1 }), (error: Error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /indiquez au moins 0\.2/);
    return true;
  });
});

function never(): Promise<void> {
  return Promise.reject(new Error("had to wait"));
}
