import { parseInstant } from "../../base/mod.ts";
import { ScopeError } from "../../connectors/pennylane/mod.ts";
import { positionIn } from "./api_cursor.ts";
import type { ApiReading } from "./api_reading.ts";
import type { UnitFeed } from "./feeds.ts";
import { foldEvents, type Told } from "./fold_events.ts";
import {
  FeedGapError,
  type FeedPosition,
  type FeedReading,
  OVERLAP_MS,
  readFeed,
  SETTLED_MS,
} from "./read_feed.ts";

/** Where each feed of a unit stands, by its name. */
export type FeedPositions = Readonly<Record<string, FeedPosition>>;

/** What the feeds of a unit have told. */
export interface FeedsReading {
  readonly told: Told;
  /** New events. */
  readonly events: number;
  readonly positions: FeedPositions;
  readonly requests: number;
}

/** A feed keeps 28 days; a day is left for clocks that disagree. */
const KEPT_MS = 27 * 86_400_000;
/** How far back the newest event is looked for at first, beside the overlap. */
const RECENT_MS = 5 * 60_000;
/** From the oldest event that a feed keeps. */
const OLDEST: FeedPosition = { at: null, seen: [] };

/**
 * Reads the feeds of a unit to their ends.
 *
 * @param reading The unit.
 * @param from Where each begins.
 * @returns What is new.
 * @throws {FeedGapError} One of them cannot tell everything since then.
 */
export async function readFeeds(
  reading: ApiReading,
  from: FeedPositions,
): Promise<FeedsReading> {
  const { client, feeds } = reading;
  const readings = await Promise.all(
    feeds.map((feed) => tolerant(feed, () => readFeed(client, feed.feed, from[feed.feed]!))),
  );
  return {
    told: foldEvents(feeds.map(({ tells }, i) => ({ tells, events: readings[i]!.events }))),
    events: readings.reduce((sum, { events }) => sum + events.length, 0),
    positions: positionsOf(feeds, readings),
    requests: readings.reduce((sum, { requests }) => sum + requests, 0),
  };
}

/**
 * Where the feeds stand now, before a whole reading begins: at their newest event. Pennylane's clock shows in events
 * alone; Penny's own only says where to look first, and when nothing is there the whole feed is read.
 *
 * @param reading The unit.
 * @returns A position a feed, without its events.
 * @throws {FeedGapError} A feed cannot be read to its end.
 */
export async function newestPositions(reading: ApiReading): Promise<FeedPositions> {
  const { client, feeds, readAt } = reading;
  const at = new Date(readAt.getTime() - RECENT_MS).toISOString();
  const readings = await Promise.all(feeds.map((feed) =>
    tolerant(feed, async () => {
      const recent = await readFeed(client, feed.feed, { at, seen: [] }).catch(nothingOfGap);
      return recent !== null && recent.events.length > 0
        ? recent
        : await readFeed(client, feed.feed, OLDEST);
    })
  ));
  return positionsOf(feeds, readings);
}

/**
 * Where a reading of changes begins: where the last one ended, or earlier when the user asks for it.
 *
 * @param reading The unit, with a cursor.
 * @returns A position a feed. Where nothing has happened for four weeks, the feed is read from its oldest event on: it was
 *   read to its end more recently than that.
 */
export function knownPositions({ feeds, cursor, context, readAt }: ApiReading): FeedPositions {
  const { since } = context.wish ?? {};
  return Object.fromEntries(feeds.map(({ feed }) => {
    const { at, seen } = positionIn(cursor, feed);
    const wanted = since === undefined ? null : parseInstant(since);
    if (at === null) return [feed, OLDEST];
    const again = wanted !== null && wanted.getTime() < Date.parse(at);
    const position: FeedPosition = again ? { at: wanted.toISOString(), seen: [] } : {
      at,
      seen: wanted === null ? seen : [],
      overlapMs: overlapOf(cursor?.newAt[feed], readAt),
    };
    return [feed, isOld(position.at!, readAt) ? { ...OLDEST, seen: position.seen } : position];
  }));
}

/**
 * What nobody has seen come for longer than an event can be late need not be read again each time: after a bulk change that
 * would be thousands of events a run, for as long as nothing else happens.
 */
function overlapOf(newAt: string | undefined, now: Date): number {
  const ms = newAt === undefined ? 0 : now.getTime() - Date.parse(newAt);
  return ms > OVERLAP_MS ? SETTLED_MS : OVERLAP_MS;
}

/**
 * Whether a feed no longer keeps what happened at an instant.
 *
 * @param instant ISO.
 * @param now Penny's clock.
 */
export function isOld(instant: string, now: Date): boolean {
  return parseInstant(instant).getTime() < now.getTime() - KEPT_MS;
}

function positionsOf(feeds: readonly UnitFeed[], readings: readonly FeedReading[]): FeedPositions {
  return Object.fromEntries(feeds.map(({ feed }, i) => [feed, readings[i]!.position]));
}

/** A token that may not see documents reads the ledger all the same; entries then change with their lines alone. */
async function tolerant(
  { optional = false }: UnitFeed,
  read: () => Promise<FeedReading>,
): Promise<FeedReading> {
  try {
    return await read();
  } catch (error) {
    if (!optional || !(error instanceof ScopeError)) throw error;
    return { events: [], position: OLDEST, requests: 1 };
  }
}

function nothingOfGap(error: unknown): null {
  if (error instanceof FeedGapError) return null;
  throw error;
}
