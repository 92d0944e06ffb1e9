import { z } from "zod";
import { sha256 } from "../../base/mod.ts";
import type { ApiMapping } from "./mapping.ts";
import type { FeedPosition } from "./read_feed.ts";

const CURSOR = z.object({
  /** Per feed, `processed_at` of the last event read; null: the feed was empty. */
  feeds: z.record(z.string(), z.string().nullable()),
  /** Per feed, events of the overlap. */
  seen: z.record(z.string(), z.array(z.string())),
  /** Per feed, when that last event was first read, on Penny's clock, ISO. */
  newAt: z.record(z.string(), z.iso.datetime()),
  /** When the feeds were read, on Penny's clock, ISO. */
  readAt: z.iso.datetime(),
  /** Per domain that is looked up, the revision of its unit when the rows were composed. */
  lookups: z.record(z.string(), z.string().regex(/^\d+$/)),
  /** Keys that the last whole reading missed. */
  absent: z.array(z.string()).default([]),
  /** Hash of the token that read: another one may see more, or show other books. */
  token: z.string(),
  /** What of the raw rows is kept. */
  keys: z.string(),
  /** How rows are composed, the company's name included. */
  composed: z.string(),
});

/** Where the changes of a unit of the API begin, and what its rows were composed of. */
export type ApiCursor = Readonly<z.infer<typeof CURSOR>>;

/**
 * Reads the cursor of a unit.
 *
 * @param value What the state holds.
 * @returns The cursor; null: none, or nothing that this version of Penny wrote.
 */
export function readApiCursor(value: unknown): ApiCursor | null {
  const parsed = CURSOR.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/**
 * Where a feed was left.
 *
 * @param cursor Of the unit; null: nothing was read.
 * @param feed Name in the API.
 */
export function positionIn(cursor: ApiCursor | null, feed: string): FeedPosition {
  return { at: cursor?.feeds[feed] ?? null, seen: cursor?.seen[feed] ?? [] };
}

/**
 * Tells whether what is kept of the API, and what is made of it, is still what this version wants.
 *
 * @param mappings Of the domains that are read together.
 * @param companyName Part of every row.
 * @returns Two hashes: the first changes when rows must be read again, the second when they must be composed again.
 */
export function fingerprintsOf(
  mappings: readonly ApiMapping[],
  companyName: string,
): Pick<ApiCursor, "keys" | "composed"> {
  const tables = { raw: "raw", staging: "staging" };
  return {
    keys: hashOf(mappings.map(({ keys }) => keys)),
    composed: hashOf([companyName, ...mappings.map((one) => one.insertStatement(tables))]),
  };
}

function hashOf(value: unknown): string {
  return sha256(new TextEncoder().encode(JSON.stringify(value)));
}
