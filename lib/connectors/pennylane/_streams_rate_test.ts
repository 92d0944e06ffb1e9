import assert from "node:assert/strict";
import { answerIds, idSource, transportOf } from "./_ids_fixture.ts";
import { createListing } from "./_listing.ts";
import { LIMIT, WINDOW, World } from "./_world_fixture.ts";
import { createRateLimiter } from "./rate_limiter.ts";

const ROWS = Array.from({ length: 20_000 }, (_, index) => index + 1);
const LATENCY_MS = 400;

/** Reads 200 pages below the real limit; seconds on the driven clock, requests, and the share of the full windows. */
async function readAll(streams: number) {
  const world = new World(1_700);
  const limiter = createRateLimiter({ clock: world.clock, sleep: world.sleep });
  let requests = 0;
  const transport = transportOf(async (call) => {
    const lease = await limiter.acquire("token", call.signal);
    requests++;
    const answer = await world.request(LATENCY_MS);
    await lease.settle(answer);
    return answerIds(ROWS, call.query!);
  });
  const start = world.nowMs;
  let rows: unknown[] | null = null;
  const listing = createListing(transport, idSource({ streams, limit: 100 }));
  const reading = listing.toArray().then((all) => rows = all);
  await world.runUntil(() => rows !== null);
  assert.equal((await reading).length, ROWS.length);
  assert.equal(world.refused, 0);
  const { requests: counted, windows } = world.full();
  const seconds = (world.nowMs - start) / 1_000;
  return { seconds, requests, share: counted / (windows * LIMIT) };
}

Deno.test("list() in one stream leaves half of the limit unused at a latency of 400 ms", async () => {
  const { share, requests } = await readAll(1);
  assert.equal(requests, 200);
  assert.ok(share < 0.6, `${share}`);
});

Deno.test("list() in four streams reaches 95 % of the limit at a latency of 400 ms", async () => {
  const { share, requests, seconds } = await readAll(4);
  assert.ok(requests <= 204, `${requests} requests`);
  assert.ok(share >= 0.95, `${share} of the limit in the full windows`);
  // All of it, start and end included, against the limit from the first to the last request.
  const rate = 200 / seconds;
  assert.ok(rate >= 0.95 * LIMIT / (WINDOW / 1_000), `${rate} pages per second`);
});
