import { DataError } from "../../base/mod.ts";
import { type ApiClient, changesOf } from "./api_access.ts";
import { type Change, type ChangeFeed, ValidationError } from "../../connectors/pennylane/mod.ts";

/** How far a feed has been read. */
export interface FeedPosition {
  /** `processed_at` of the newest event read; `null`: the feed was empty, from the oldest event that it keeps. */
  readonly at: string | null;
  /** Events at the end of what was read, so that the overlap gives none of them again. */
  readonly seen: readonly string[];
  /** How far before `at` the next reading begins. @default five minutes */
  readonly overlapMs?: number;
}

/** What a feed has told. */
export interface FeedReading {
  /** Events that had not been read before, oldest first. */
  readonly events: readonly Change[];
  /** Where the next reading begins. */
  readonly position: FeedPosition;
  /** Requests sent. */
  readonly requests: number;
}

/** The feed cannot tell everything since its position; its message is the French reason, without a capital. */
export class FeedGapError extends DataError {}

/** An event can reach the feed later than younger ones; 45 s were seen. */
export const OVERLAP_MS = 5 * 60_000;
/** Once nothing can come late any more: what shares the time of the last event. */
export const SETTLED_MS = 1;
/** Events of the overlap that are remembered; of more, all are read again, which does no harm. */
const MOST_SEEN = 1_000;
/** A feed of 100 million events has no end. */
const MOST_PAGES = 100_000;

/**
 * Reads a feed to its end, a thousand events a page.
 *
 * Pages do not follow the API's cursor, which is a bare `processed_at`: events that share that of the last one on a page
 * would be lost. Each page begins a millisecond before the last event of the one before instead, and what comes twice is
 * dropped.
 *
 * @param client Of the company.
 * @param feed Name in the API.
 * @param from Where an earlier reading ended; it is overlapped.
 * @returns What is new, and how far it goes.
 * @throws {FeedGapError} The API refuses the position as too old, or more than a page of events share one instant.
 */
export async function readFeed(
  client: ApiClient,
  feed: ChangeFeed,
  from: FeedPosition,
): Promise<FeedReading> {
  const known = new Set(from.seen);
  const read = new Map<string, Change>();
  let since = from.at === null ? undefined : before(from.at, from.overlapMs ?? OVERLAP_MS);
  for (let requests = 1; requests <= MOST_PAGES; requests++) {
    const { items, hasMore } = await firstPage(client, feed, since);
    const size = read.size;
    for (const event of items) read.set(keyOf(event), event);
    if (!hasMore) {
      const events = [...read].flatMap(([key, event]) => known.has(key) ? [] : [event]);
      return { events, position: positionAfter(read, from), requests };
    }
    if (read.size === size) break;
    since = before(items.at(-1)!.processed_at, SETTLED_MS);
  }
  throw new FeedGapError(`le flux « ${feed} » donne trop d'événements d'un même instant`);
}

/** One page from an instant on; the cursor of the next one is not used. */
async function firstPage(client: ApiClient, feed: ChangeFeed, since: Date | undefined) {
  try {
    for await (const page of changesOf(client, feed, { since }).pages()) return page;
  } catch (error) {
    if (!(error instanceof ValidationError) || error.status !== 422) throw error;
    throw new FeedGapError("le flux de Pennylane ne remonte plus si loin (28 jours)", {
      cause: error,
    });
  }
  throw new FeedGapError(`le flux « ${feed} » ne répond rien`);
}

/** Where the next reading begins: at the newest event, wherever it came. */
function positionAfter(read: ReadonlyMap<string, Change>, from: FeedPosition): FeedPosition {
  const newest = [...read.values()].reduce<string | null>(
    (at, { processed_at: other }) => at === null || isLater(other, at) ? other : at,
    from.at,
  );
  if (newest === null) return { at: null, seen: [] };
  const edge = before(newest, OVERLAP_MS).getTime();
  const times = new Map(from.seen.map((key) => [key, key.split(" ")[2]!]));
  for (const [key, { processed_at }] of read) times.set(key, processed_at);
  const seen = [...times].flatMap(([key, at]) => Date.parse(at) >= edge ? [key] : []);
  return {
    at: newest,
    seen: seen.length > MOST_SEEN ? [] : seen,
    // What is settled stays so until something new comes.
    ...(newest === from.at && from.overlapMs !== undefined ? { overlapMs: from.overlapMs } : {}),
  };
}

/** Instants of up to nine digits; texts of the same millisecond are compared as they are. */
function isLater(a: string, b: string): boolean {
  const [left, right] = [Date.parse(a), Date.parse(b)];
  return left === right ? a > b : left > right;
}

function before(instant: string, ms: number): Date {
  return new Date(Date.parse(instant) - ms);
}

/** The same event comes again with the same key; an event on categories has the id of the category. */
function keyOf(event: Change): string {
  const { id, operation, processed_at } = event;
  const { line, entry } = parentsOf(event);
  return [id, operation, processed_at, line ?? "", entry ?? ""].join(" ");
}

/**
 * The rows that an event on categories names beside its own id.
 *
 * @param event Of any feed.
 * @returns Ids; null: none.
 */
export function parentsOf(event: Change): { line: number | null; entry: number | null } {
  const { ledger_entry_line: line, ledger_entry: entry } = event as Change & {
    readonly ledger_entry_line?: { readonly id: number } | null;
    readonly ledger_entry?: { readonly id: number } | null;
  };
  return { line: line?.id ?? null, entry: entry?.id ?? null };
}
