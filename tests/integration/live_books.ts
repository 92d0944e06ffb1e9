import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { type Live, liveConsistency, openLive } from "../../lib/sandbox/live/mod.ts";
import { loadSandbox } from "../../lib/sandbox/mod.ts";
import { DATE, DrivenClock } from "./_sandbox_api.ts";
import { withDatabase } from "./_server.ts";

/** Books that move, on a clock that the test drives. */
export interface LiveBooks {
  readonly db: Database;
  readonly clock: DrivenClock;
  /** Opens what moves them. */
  open(seed?: number): Promise<Live>;
}

/** Runs a test on synthetic books of seed 1 that may move. */
export async function withLiveBooks(
  name: string,
  test: (books: LiveBooks) => Promise<void>,
): Promise<void> {
  await withDatabase(`live_${name}`, async ({ db }) => {
    await loadSandbox(db, { seed: 1, date: DATE });
    const clock = new DrivenClock();
    await test({ db, clock, open: (seed = 1) => openLive(db, { seed, clock }) });
  });
}

/** What {@linkcode moveAtRandom} did. */
export interface Moved {
  /** Changes by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Differences between the faces of the books, and at which step they were seen first. */
  readonly differences: readonly unknown[];
  readonly step: number;
}

/**
 * Moves books through `numbers.length` changes of every kind with refreshes and rebuilds among them, and compares their faces
 * every `compareEvery` changes and at the end.
 *
 * @param books The books.
 * @param options `numbers`: random integers that decide how long the clock runs and what comes between changes.
 */
export async function moveAtRandom(
  { db, clock, open }: LiveBooks,
  { seed, numbers, compareEvery }: {
    seed: number;
    numbers: readonly number[];
    compareEvery: number;
  },
): Promise<Moved> {
  const lives = [await open(seed), await open(seed + 1)];
  const kinds: Record<string, number> = {};
  for (const [index, number] of numbers.entries()) {
    clock.advance(number % 600);
    // Two processes that move the same books take turns by themselves.
    const together = number % 7 === 0 ? lives : [lives[index % 2]!];
    for (const { kind } of await Promise.all(together.map((live) => live.step()))) {
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    if (number % 11 === 0) await lives[0]!.refresh();
    if (number % 97 === 0) await lives[0]!.rebuildEtl();
    const last = index === numbers.length - 1;
    if (last || (index + 1) % compareEvery === 0) {
      const differences = await liveConsistency(db);
      if (differences.length > 0 || last) return { kinds, differences, step: index + 1 };
    }
  }
  return { kinds, differences: [], step: 0 };
}
