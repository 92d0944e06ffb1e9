import assert from "node:assert/strict";
import { type Change, type Pennylane, ValidationError } from "../../connectors/pennylane/mod.ts";
import { FeedGapError, type FeedPosition, readFeed } from "./read_feed.ts";

const OLDEST: FeedPosition = { at: null, seen: [] };
const NOON = Date.parse("2026-10-31T12:00:00Z");

/** An event some seconds after noon. */
function event(id: number, seconds: number, operation = "update"): Change {
  const at = new Date(NOON + seconds * 1000).toISOString().replace("Z", "123Z");
  return { id, operation, processed_at: at, updated_at: at, created_at: at };
}

/** A feed of pages of three, beginning after `since` or at it; notes where it was asked to begin. */
function feedOf(events: readonly Change[], { inclusive = true } = {}) {
  const asked: (string | null)[] = [];
  const client = {
    changes: (_feed: string, { since }: { since?: Date }) => ({
      async *pages() {
        await Promise.resolve();
        asked.push(since?.toISOString() ?? null);
        const from = since?.getTime() ?? -Infinity;
        const left = events.filter(({ processed_at }) =>
          inclusive ? Date.parse(processed_at) >= from : Date.parse(processed_at) > from
        );
        yield { items: left.slice(0, 3), hasMore: left.length > 3 };
        throw new Error("the cursor of the API must not be followed");
      },
    }),
  };
  return { client: client as unknown as Pennylane, asked };
}

const idsOf = (events: readonly Change[]) => events.map(({ id }) => id);

Deno.test("readFeed() reads all pages, whether the API begins at an instant or after it", async () => {
  const events = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => event(id, id));
  for (const inclusive of [true, false]) {
    const { client, asked } = feedOf(events, { inclusive });
    const { events: read, position, requests } = await readFeed(client, "customers", OLDEST);
    assert.deepEqual(idsOf(read), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(position.at, events.at(-1)!.processed_at);
    assert.equal(requests, asked.length);
    assert.equal(asked[0], null);
  }
});

Deno.test("readFeed() loses nothing of what shares the time of a page edge", async () => {
  const events = [event(1, 1), event(2, 2), event(3, 3), event(4, 3), event(5, 4)];
  const { client } = feedOf(events);
  const { events: read } = await readFeed(client, "customers", OLDEST);
  assert.deepEqual(idsOf(read), [1, 2, 3, 4, 5]);
});

Deno.test("readFeed() says so when one instant fills more than a page", async () => {
  const { client } = feedOf([1, 2, 3, 4, 5].map((id) => event(id, 1)));
  await assert.rejects(readFeed(client, "customers", OLDEST), FeedGapError);
});

Deno.test("readFeed() overlaps by five minutes and gives nothing of it twice", async () => {
  const first = [event(1, 0), event(2, 400)];
  const { position } = await readFeed(feedOf(first).client, "customers", OLDEST);
  // An older event came late, and a young one has the time of the last one that was read.
  const { client, asked } = feedOf([first[0]!, event(3, 300), first[1]!, event(4, 400)]);
  const again = await readFeed(client, "customers", position);
  assert.deepEqual(idsOf(again.events), [3, 4]);
  assert.equal(asked[0], new Date(NOON + 100_123).toISOString().replace(".123", ".000"));
  const quiet = await readFeed(feedOf(first).client, "customers", position);
  assert.deepEqual([quiet.events, quiet.position, quiet.requests], [[], position, 1]);
});

Deno.test("readFeed() overlaps by what shares the last time alone when it is told to", async () => {
  const events = [event(1, 0), event(2, 10), event(3, 10)];
  const { position } = await readFeed(feedOf(events.slice(0, 2)).client, "customers", OLDEST);
  const { client, asked } = feedOf(events);
  const again = await readFeed(client, "customers", { ...position, overlapMs: 1 });
  assert.deepEqual(idsOf(again.events), [3]);
  assert.deepEqual(asked, [new Date(NOON + 9_999).toISOString()]);
  // What comes next goes five minutes back again, and gives nothing twice.
  const later = feedOf([...events, event(4, 20)]);
  assert.deepEqual(idsOf((await readFeed(later.client, "customers", again.position)).events), [4]);
  const { at, seen } = again.position;
  const usual = await readFeed(later.client, "customers", { at, seen });
  assert.deepEqual(idsOf(usual.events), [4]);
});

Deno.test("readFeed() stays at the beginning of an empty feed", async () => {
  const { client } = feedOf([]);
  assert.deepEqual(await readFeed(client, "customers", OLDEST), {
    events: [],
    position: OLDEST,
    requests: 1,
  });
});

Deno.test("readFeed() tells a beginning that is too old from other refusals", async () => {
  const refusing = (status: number) =>
    ({
      changes: () => ({
        // deno-lint-ignore require-yield
        async *pages() {
          await Promise.resolve();
          const request = { method: "GET", path: "/changelogs/customers" } as const;
          throw new ValidationError("refused", { request, status });
        },
      }),
    }) as unknown as Pennylane;
  await assert.rejects(readFeed(refusing(422), "customers", OLDEST), FeedGapError);
  await assert.rejects(readFeed(refusing(400), "customers", OLDEST), ValidationError);
});
