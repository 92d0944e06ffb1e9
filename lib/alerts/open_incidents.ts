import type { Queryable } from "../connectors/postgres/mod.ts";
import { databaseBook } from "./database_book.ts";
import { openFileBook } from "./file_book.ts";
import type { KeptIncident } from "./types.ts";

/**
 * Incidents that go on, and those that a channel could not be told of.
 *
 * @param db The warehouse; null: it cannot be reached, only PENNY_HOME is looked at.
 * @param home PENNY_HOME, absolute.
 * @returns The oldest first.
 */
export async function openIncidents(db: Queryable | null, home: string): Promise<KeptIncident[]> {
  using file = await openFileBook(home);
  const kept = [
    ...await file.incidents(),
    ...db === null ? [] : await databaseBook(db).incidents(),
  ];
  const isUntold = ({ deliveries }: KeptIncident) =>
    Object.values(deliveries).some(({ error }) => error !== null);
  return kept.filter((one) => one.closedAt === null || isUntold(one))
    .sort((a, b) => a.openedAt.localeCompare(b.openedAt));
}
