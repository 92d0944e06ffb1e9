import type { Queryable } from "../connectors/postgres/mod.ts";
import { databaseBook } from "./database_book.ts";
import type { KeptIncident } from "./types.ts";

/**
 * Takes what was kept in PENNY_HOME over into the warehouse, now that it can be reached, with what the channels were told:
 * what goes on is not told again, and its recovery is told.
 *
 * @param db A transaction of the warehouse.
 * @param kept What is in the book of PENNY_HOME; empty that book once the transaction is committed.
 */
export async function absorbFile(db: Queryable, kept: readonly KeptIncident[]): Promise<void> {
  for (const incident of kept) await absorb(db, incident);
}

async function absorb(db: Queryable, incident: KeptIncident): Promise<void> {
  const { scope, key, kind, title, cause, lines, where, event } = incident;
  const { openedAt, seenAt, closedAt } = incident;
  const row = await db.maybeOne<{ alert_id: string }>(
    "INSERT INTO penny.alerts (scope, key, kind, title, cause, lines, place, event, opened_at, seen_at, closed_at) " +
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING alert_id",
    [
      ...[scope, key, kind, title, cause, JSON.stringify(lines), where, event],
      ...[openedAt, seenAt, closedAt],
    ],
  );
  // the same one is open in the warehouse already: what was told of that one counts
  if (row === null) return;
  const marks = Object.entries(incident.deliveries)
    .map(([channel, delivery]) => ({ id: row.alert_id, channel, delivery }));
  await databaseBook(db).mark(marks, new Date(seenAt));
}
