import type { Revisions } from "./affected_rows.ts";
import { type ApiCursor, fingerprintsOf } from "./api_cursor.ts";
import type { ApiReading } from "./api_reading.ts";
import type { FeedPositions } from "./read_feeds.ts";

/**
 * The cursor that a reading leaves.
 *
 * @param reading The unit.
 * @param now Where its feeds stand, and the revisions that were looked up when its rows were composed.
 */
export function cursorAfter(
  { parts, unit, readAt }: Pick<ApiReading, "parts" | "unit" | "readAt">,
  { positions, lookups }: { readonly positions: FeedPositions; readonly lookups: Revisions },
): ApiCursor {
  const feeds = Object.entries(positions);
  return {
    feeds: Object.fromEntries(feeds.map(([feed, { at }]) => [feed, at])),
    seen: Object.fromEntries(feeds.map(([feed, { seen }]) => [feed, [...seen]])),
    readAt: readAt.toISOString(),
    lookups,
    ...fingerprintsOf(parts.map(({ mapping }) => mapping), unit.company.name),
  };
}
