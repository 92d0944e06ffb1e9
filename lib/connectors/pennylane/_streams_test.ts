import assert from "node:assert/strict";
import fc from "fast-check";
import { answerIds, idSource, transportOf } from "./_ids_fixture.ts";
import { createListing } from "./_listing.ts";
import type { Call, Transport } from "./_transport.ts";
import { ContractError } from "./errors.ts";
import type { Page } from "./types.ts";

interface Id {
  readonly id: number;
}

function range(count: number, from = 1, step = 1): number[] {
  return Array.from({ length: count }, (_, index) => from + index * step);
}

/** Ids as they may lie, ten to a page. */
const IDS: Readonly<Record<string, readonly number[]>> = {
  none: [],
  "a single one": [7],
  "one page": range(10),
  "two pages": range(15),
  dense: range(2_000),
  sparse: range(2_000, 5, 1_000_003),
  cubes: range(2_000).map((one) => one ** 3),
  "a cluster and one far away": [...range(1_000), 9e15],
  "one and a cluster far away": [1, ...range(1_000, 8e15)],
  "two clusters": [...range(1_000), ...range(1_000, 8e15)],
  "clusters ever farther away": range(40).flatMap((k) => range(30, 100 * 2 ** k)),
};

/** Lets everything run that does not wait for the outside. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve();
}

/** A transport that answers at once, and what was asked. */
function answering(ids: Iterable<number>): { transport: Transport; asked: Call[] } {
  const asked: Call[] = [];
  const transport = transportOf(async (call) => {
    asked.push(call);
    await settled();
    return answerIds(ids, call.query!);
  });
  return { transport, asked };
}

/** Pages that number, order and end as promised; their ids. */
function idsOf(pages: readonly Page<Id>[]): number[] {
  assert.deepEqual(pages.map((page) => page.number), range(pages.length));
  assert.deepEqual(pages.map((page) => page.hasMore), pages.map((_, at) => at < pages.length - 1));
  for (const page of pages) {
    const ids = page.items.map((row) => row.id);
    assert.deepEqual(ids, ids.toSorted((a, b) => a - b));
  }
  return pages.flatMap((page) => page.items.map((row) => row.id));
}

for (const [name, ids] of Object.entries(IDS)) {
  for (const streams of [1, 2, 4, 8]) {
    Deno.test(`list() reads every row once by few requests (${name}, ${streams} streams)`, async () => {
      const { transport, asked } = answering(ids);
      const listing = createListing<Id>(transport, idSource({ streams }));
      const read = idsOf(await Array.fromAsync(listing.pages()));
      assert.deepEqual(read.toSorted((a, b) => a - b), ids);
      const fewest = Math.max(1, Math.ceil(ids.length / 10));
      const extra = asked.length - fewest;
      assert.ok(extra <= (streams === 1 ? 0 : 2 * streams + 2), `${extra} extra requests`);
      if (fewest === 1) assert.equal(extra, 0);
    });
  }
}

/** Ids that stay, ids that come and go, and when. */
const CHANGING = fc.record({
  ids: fc.uniqueArray(
    fc.oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 2 ** 50 })),
    { maxLength: 90 },
  ),
  moves: fc.array(fc.integer({ min: 1, max: 140 }), { maxLength: 40 }),
  /** How many empty pages come before the next page with rows. */
  empty: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 30 }),
  streams: fc.constantFrom(1, 2, 4, 8),
  limit: fc.integer({ min: 1, max: 7 }),
});

/** Sometimes an empty page that goes on where it was asked for, instead of the answer. */
function emptyOr(
  answer: unknown,
  { query }: Call,
  blanks: { left: number[]; now: Map<string, number> },
): unknown {
  const { cursor, ...rest } = query!;
  const place = JSON.stringify(rest);
  if (cursor === undefined) blanks.now.set(place, blanks.left.pop() ?? 0);
  const count = blanks.now.get(place) ?? 0;
  if (count === 0) return answer;
  blanks.now.set(place, count - 1);
  const start = rest.sort === "-id" ? "Infinity" : "-Infinity";
  // Another text for the same place: a cursor that came back would be refused.
  return { items: [], has_more: true, next_cursor: `${cursor ?? start} ` };
}

Deno.test("list() loses and doubles no row while others come and go, in any order of answers", async () => {
  await fc.assert(
    fc.asyncProperty(
      CHANGING,
      fc.scheduler(),
      async ({ ids, moves, empty, ...options }, scheduler) => {
        const kept = new Set(ids);
        const all = new Set(ids);
        const left = [...moves];
        const blanks = { left: [...empty], now: new Map<string, number>() };
        const transport = transportOf(async (call) => {
          await scheduler.schedule(Promise.resolve());
          const id = left.pop();
          if (id !== undefined && all.has(id) && !kept.has(id)) all.delete(id);
          else if (id !== undefined) all.add(id);
          const answer = emptyOr(answerIds(all, call.query!), call, blanks);
          await scheduler.schedule(Promise.resolve());
          return answer;
        });
        const reading = Array.fromAsync(createListing<Id>(transport, idSource(options)).pages());
        const read = idsOf(await scheduler.waitFor(reading));
        assert.equal(new Set(read).size, read.length, "a row came twice");
        for (const id of kept) assert.ok(read.includes(id), `${id} is lost`);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("list() keeps the conditions of the user on every request", async () => {
  const { transport, asked } = answering(range(500));
  const filter = [{ field: "id", operator: "gt", value: 101 }, {
    field: "id",
    operator: "lteq",
    value: 400,
  }] as const;
  const listing = createListing<Id>(transport, idSource({ streams: 4, filter }));
  const read = (await listing.toArray()).map((row) => row.id).sort((a, b) => a - b);
  assert.deepEqual(read, range(299, 102));
  const first = JSON.stringify(filter).slice(0, -1);
  for (const call of asked) assert.ok(call.query!.filter!.startsWith(first));
});

Deno.test("list() holds no more pages than streams for a slow reader", async () => {
  const { transport, asked } = answering(range(5_000));
  let taken = 0;
  for await (const _ of createListing<Id>(transport, idSource({ streams: 4 })).pages()) {
    taken++;
    await settled();
    await settled();
    // The page in the reader's hand, one whose place in the queue is free again, and one for each stream.
    const ahead = asked.length - taken;
    assert.ok(ahead <= 4 + 1, `${ahead} pages ahead`);
    if (taken === 60) break;
  }
  assert.equal(taken, 60);
});

Deno.test("list() ends all requests when the reader leaves", async () => {
  const { transport, asked } = answering(range(5_000));
  for await (const page of createListing<Id>(transport, idSource({ streams: 4 })).pages()) {
    if (page.number === 9) break;
  }
  const before = asked.length;
  await settled();
  assert.equal(asked.length, before);
  assert.ok(asked.every((call) => call.signal!.aborted));
});

Deno.test("list() throws the first failure and stops the other streams", async () => {
  let number = 0;
  let cut = 0;
  const transport = transportOf(async (call) => {
    if (++number === 12) throw new Error("first");
    if (number < 12) return answerIds(range(5_000), call.query!);
    await new Promise((_, reject) => {
      call.signal!.addEventListener("abort", () => {
        cut++;
        reject(new Error("second"));
      });
    });
  });
  const listing = createListing<Id>(transport, idSource({ streams: 4 }));
  await assert.rejects(listing.toArray(), /^Error: first$/);
  assert.equal(cut, number - 12);
  assert.ok(number <= 15, `${number} requests`);
});

Deno.test("list() in streams ends with the signal of the client", async () => {
  const { transport } = answering(range(5_000));
  const controller = new AbortController();
  const { call } = transport;
  const obeying: Transport = {
    settings: { ...transport.settings, signal: controller.signal },
    call: async (one) => {
      one.signal!.throwIfAborted();
      return await call(one);
    },
  };
  const listing = createListing<Id>(obeying, idSource({ streams: 4 }));
  await assert.rejects(
    async () => {
      for await (const page of listing.pages()) {
        if (page.number === 3) controller.abort(new Error("enough"));
      }
    },
    /^Error: enough$/,
  );
});

Deno.test("list() in streams gives up after maxPages requests", async () => {
  const { transport, asked } = answering(range(5_000));
  const listing = createListing<Id>(transport, idSource({ streams: 4, maxPages: 30 }));
  await assert.rejects(
    listing.toArray(),
    (error) => error instanceof ContractError && /plus de 30 pages/.test(error.message),
  );
  assert.equal(asked.length, 30);
});

Deno.test("list() in streams refuses rows outside the ids asked for", async () => {
  // The filter is forgotten: every page is the first one again.
  const transport = transportOf((call) => {
    const { filter: _, ...query } = call.query!;
    return Promise.resolve(answerIds(range(500), query));
  });
  const listing = createListing<Id>(transport, idSource({ streams: 2 }));
  await assert.rejects(listing.toArray(), /l'id 1 n'est pas dans l'intervalle demandé/);
});

Deno.test("list() in streams passes two empty pages with has_more and refuses the third", async () => {
  for (const empty of [2, 3]) {
    const left = new Map<string, number>();
    const transport = transportOf((call) => {
      const { cursor, ...query } = call.query!;
      const key = JSON.stringify(query);
      const count = left.get(key) ?? 0;
      left.set(key, count + 1);
      assert.equal(cursor, count === 0 ? undefined : `c${count}`);
      if (count < empty) {
        return Promise.resolve({ items: [], has_more: true, next_cursor: `c${count + 1}` });
      }
      return Promise.resolve(answerIds(range(100), query));
    });
    const reading = createListing<Id>(transport, idSource({ streams: 4 })).toArray();
    if (empty === 2) assert.equal((await reading).length, 100);
    else await assert.rejects(reading, /3 pages vides de suite annoncent une suite/);
  }
});
