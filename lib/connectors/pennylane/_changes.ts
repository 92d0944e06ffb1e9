import { UsageError } from "../../base/mod.ts";
import { createListing } from "./_listing.ts";
import { type LooseListOptions, readQuery } from "./_query.ts";
import type { Transport } from "./_transport.ts";
import type { Listing, ListShape } from "./types.ts";

/** Options of a change feed. */
export interface ChangesOptions {
  /** Events from this instant on, RFC 3339 or `Date`; older than 28 days is refused by the API. @default the oldest kept */
  readonly since?: Date | string;
  /** Events in a page, at most 1000. @default 1000 */
  readonly limit?: number;
  /** Pages after which the reading is given up as endless. @default 100000 */
  readonly maxPages?: number;
}

/** Feeds by their names in the API, each with the scope it needs and its events. */
export type Feeds = Readonly<Record<string, Pick<ListShape, "scope" | "row">>>;

/**
 * Reads a change feed.
 *
 * @param transport Of the company.
 * @param feeds Those that this API has.
 * @param asked Name of the feed, and how to read it.
 */
export function readChanges(
  transport: Transport,
  feeds: Feeds,
  { feed, options }: { readonly feed: string; readonly options: ChangesOptions },
): Listing<unknown> {
  const known = feeds[feed];
  const path = `/changelogs/${feed}`;
  if (known === undefined) {
    throw new UsageError(
      `Impossible de lire les changements de « ${feed} » : flux inconnu ; choisissez parmi ${
        Object.keys(feeds).join(", ")
      }`,
    );
  }
  const shape = { ...known, path, filters: {}, sorts: [], maxLimit: 1000 };
  const { limit, since, maxPages } = options;
  // A cell of a notebook is not type checked: streams are refused, not left out in silence.
  const { streams } = options as LooseListOptions;
  return createListing(transport, {
    name: path.slice(1),
    path,
    row: known.row,
    query: readQuery(path.slice(1), shape, { limit, streams }),
    firstParams: since === undefined ? {} : { start_date: readInstant(since) },
    maxPages,
  });
}

function readInstant(since: Date | string): string {
  const time = new Date(since);
  if (!Number.isNaN(time.getTime())) {
    return typeof since === "string" && /T.*(?:Z|[+-]\d\d:\d\d)$/.test(since)
      ? since
      : time.toISOString();
  }
  throw new UsageError(
    `Impossible de lire les changements depuis « ${since} » : instant illisible ; donnez une date, ex. 2026-10-31T00:00:00Z`,
  );
}
