import type { Change } from "../../connectors/pennylane/mod.ts";
import type { Tells } from "./feeds.ts";
import { parentsOf } from "./read_feed.ts";

/** What the events of the feeds of a unit tell, each id once. */
export interface Told {
  /** Main rows to read. */
  readonly rows: ReadonlySet<number>;
  /** Main rows that are gone. */
  readonly gone: ReadonlySet<number>;
  /** Entries whose rows are all to be read. */
  readonly rowsOf: ReadonlySet<number>;
  /** Documents that changed: their entries are to be read, as far as they are known. */
  readonly documents: ReadonlySet<number>;
}

/** Events of a feed, oldest first, and what they say. */
export interface ToldEvents {
  readonly tells: Tells;
  readonly events: readonly Change[];
}

/**
 * Folds events to the last one of each id. A row whose last event is a deletion is not read, unless another event of it has
 * the same time: then only a reading can tell.
 *
 * @param feeds What the feeds of a unit gave.
 * @returns What is to be read.
 *
 * @example
 * ```ts
 * import { foldEvents } from "./fold_events.ts";
 * import assert from "node:assert/strict";
 * const at = "2026-10-31T12:00:00.000000Z";
 * const events = [{ id: 7, operation: "delete", processed_at: at, updated_at: at, created_at: at }];
 * assert.deepEqual([...foldEvents([{ tells: "row", events }]).gone], [7]);
 * ```
 */
export function foldEvents(feeds: readonly ToldEvents[]): Told {
  const last = new Map<number, Change>();
  const rows = new Set<number>();
  const rowsOf = new Set<number>();
  const documents = new Set<number>();
  for (const { tells, events } of feeds) {
    for (const event of events) {
      const { line, entry } = parentsOf(event);
      if (tells === "row") last.set(event.id, later(last.get(event.id), event));
      else if (tells === "document") documents.add(event.id);
      else if (tells === "line" && line !== null) rows.add(line);
      else if (entry !== null) rowsOf.add(entry);
    }
  }
  const gone = new Set(
    [...last].flatMap(([id, { operation }]) => operation === "delete" ? id : []),
  );
  for (const id of last.keys()) if (!gone.has(id)) rows.add(id);
  for (const id of gone) rows.delete(id);
  return { rows, gone, rowsOf, documents };
}

/** The later of two events of an id; of two with the same time, one that makes the row be read. */
function later(known: Change | undefined, event: Change): Change {
  if (known === undefined) return event;
  const [before, now] = [known, event].map(({ processed_at }) => Date.parse(processed_at));
  if (before === now && known.processed_at === event.processed_at) {
    return known.operation === "delete" ? event : known;
  }
  if (before === now) return known.processed_at > event.processed_at ? known : event;
  return before! > now! ? known : event;
}
