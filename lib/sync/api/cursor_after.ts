import type { Revisions } from "./affected_rows.ts";
import { accessOf } from "./api_access.ts";
import { type ApiCursor, fingerprintsOf } from "./api_cursor.ts";
import type { ApiReading } from "./api_reading.ts";
import type { FeedPositions } from "./read_feeds.ts";

/**
 * The cursor that a reading leaves.
 *
 * @param reading The unit.
 * @param now Where its feeds stand, the revisions that were looked up when its rows were composed, and the keys that are no
 *   longer there; by default those of before.
 */
export function cursorAfter(
  { parts, unit, readAt, cursor: last }: Pick<ApiReading, "parts" | "unit" | "readAt" | "cursor">,
  { positions, lookups, absent = last?.absent ?? [] }: {
    readonly positions: FeedPositions;
    readonly lookups: Revisions;
    readonly absent?: readonly string[];
  },
): ApiCursor {
  const feeds = Object.entries(positions);
  return {
    feeds: Object.fromEntries(feeds.map(([feed, { at }]) => [feed, at])),
    seen: Object.fromEntries(feeds.map(([feed, { seen }]) => [feed, [...seen]])),
    newAt: Object.fromEntries(feeds.map(([feed, { at }]) => {
      const known = last?.feeds[feed] === at ? last.newAt[feed] : undefined;
      return [feed, known ?? readAt.toISOString()];
    })),
    readAt: readAt.toISOString(),
    lookups,
    absent: [...absent],
    token: accessOf(unit).hash,
    ...fingerprintsOf(parts.map(({ mapping }) => mapping), unit.company.name),
  };
}
