import type { Queryable } from "../connectors/postgres/mod.ts";
import type { Delivery, DeliveryMark, IncidentBook, KeptIncident, ScopeReport } from "./types.ts";

/** Incidents that ended stay for so long. */
const KEPT_CLOSED_DAYS = 90;
/** Open ones that nobody has looked at for so long, as of a company that has left, are dropped. */
const KEPT_UNSEEN_DAYS = 30;
/** A recovery that a channel could not be told in so many days is not news any more. */
const NEWS_DAYS = 7;

interface AlertRow extends Omit<KeptIncident, "id" | "where" | "deliveries"> {
  readonly alert_id: string;
  readonly place: string | null;
  readonly deliveries: Readonly<Record<string, Delivery>>;
}

/**
 * Incidents in the warehouse, tables `penny.alerts` and `penny.alert_deliveries`.
 *
 * @param db The warehouse.
 * @returns A book that every machine shares.
 */
export function databaseBook(db: Queryable): IncidentBook {
  return {
    async record(report, now) {
      await closeAbsent(db, report, now);
      await insertIncidents(db, report, now);
      await dropOld(db, now);
    },
    incidents: () => readIncidents(db),
    mark: (marks, now) => writeMarks(db, marks, now),
  };
}

async function closeAbsent(
  db: Queryable,
  { scope, incidents, judged = () => true }: ScopeReport,
  now: Date,
): Promise<void> {
  const open = await db.many<{ alert_id: string; key: string }>(
    "SELECT alert_id, key FROM penny.alerts WHERE scope = $1 AND closed_at IS NULL",
    [scope],
  );
  const wrong = new Set(incidents.map(({ key }) => key));
  const recovered = open.filter(({ key }) => !wrong.has(key) && judged(key));
  if (recovered.length === 0) return;
  await db.execute(
    "UPDATE penny.alerts SET closed_at = $2 WHERE alert_id = ANY($1::bigint[]) AND closed_at IS NULL",
    [recovered.map(({ alert_id }) => alert_id), now.toISOString()],
  );
}

/** What goes on is brought up to date; an event that is there already stays as it is. */
async function insertIncidents(
  db: Queryable,
  { scope, incidents }: ScopeReport,
  now: Date,
): Promise<void> {
  const records = (event: boolean) =>
    JSON.stringify(incidents.filter((one) => (one.event ?? false) === event));
  const columns =
    "(scope, key, kind, title, cause, lines, place, event, opened_at, seen_at, closed_at)";
  const rows =
    'FROM jsonb_to_recordset($3::jsonb) AS r(key text, kind text, title text, cause text, lines jsonb, "where" text)';
  const values = 'SELECT $1, r.key, r.kind, r.title, r.cause, r.lines, r."where"';
  await db.execute(
    `INSERT INTO penny.alerts ${columns} ${values}, false, $2, $2, NULL ${rows} ` +
      "ON CONFLICT (scope, key) WHERE closed_at IS NULL DO UPDATE SET kind = excluded.kind, title = excluded.title, " +
      "cause = excluded.cause, lines = excluded.lines, place = excluded.place, seen_at = excluded.seen_at",
    [scope, now.toISOString(), records(false)],
  );
  await db.execute(
    `INSERT INTO penny.alerts ${columns} ${values}, true, $2, $2, $2 ${rows} ` +
      "ON CONFLICT (scope, key) WHERE event DO NOTHING",
    [scope, now.toISOString(), records(true)],
  );
}

async function dropOld(db: Queryable, now: Date): Promise<void> {
  await db.execute(
    "DELETE FROM penny.alerts WHERE closed_at < $1::timestamptz - make_interval(days => $2) " +
      "OR closed_at IS NULL AND seen_at < $1::timestamptz - make_interval(days => $3)",
    [now.toISOString(), KEPT_CLOSED_DAYS, KEPT_UNSEEN_DAYS],
  );
}

async function readIncidents(db: Queryable): Promise<KeptIncident[]> {
  const iso = (column: string, name: string) =>
    `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "${name}"`;
  const rows = await db.many<AlertRow>(
    `SELECT a.alert_id, a.scope, a.key, a.kind, a.title, a.cause, a.lines, a.place, a.event, ` +
      `${iso("a.opened_at", "openedAt")}, ${iso("a.seen_at", "seenAt")}, ${
        iso("a.closed_at", "closedAt")
      }, ` +
      "coalesce((SELECT jsonb_object_agg(d.channel, jsonb_build_object('toldAt', d.told_at, " +
      "'recoveryToldAt', d.recovery_told_at, 'attempts', d.attempts, 'error', d.error)) " +
      "FROM penny.alert_deliveries d WHERE d.alert_id = a.alert_id), '{}') AS deliveries FROM penny.alerts a " +
      "WHERE a.closed_at IS NULL OR a.closed_at > (SELECT max(seen_at) FROM penny.alerts) - make_interval(days => $1) " +
      "ORDER BY a.opened_at, a.alert_id",
    [NEWS_DAYS],
  );
  return rows.map(({ alert_id: id, place: where, deliveries, ...row }) => ({
    ...{ ...row, id, where },
    deliveries: Object.fromEntries(
      Object.entries(deliveries).map(([channel, one]) => [channel, withInstants(one)]),
    ),
  }));
}

/** JSON of PostgreSQL writes instants with an offset. */
function withInstants({ toldAt, recoveryToldAt, attempts, error }: Delivery): Delivery {
  const iso = (text: string | null) => text === null ? null : new Date(text).toISOString();
  return { toldAt: iso(toldAt), recoveryToldAt: iso(recoveryToldAt), attempts, error };
}

async function writeMarks(
  db: Queryable,
  marks: readonly DeliveryMark[],
  now: Date,
): Promise<void> {
  const records = marks.map(({ id, channel, delivery }) => ({ id, channel, ...delivery }));
  await db.execute(
    "INSERT INTO penny.alert_deliveries (alert_id, channel, told_at, recovery_told_at, attempts, error, tried_at) " +
      'SELECT r.id, r.channel, r."toldAt", r."recoveryToldAt", r.attempts, r.error, $2 ' +
      'FROM jsonb_to_recordset($1::jsonb) AS r(id bigint, channel text, "toldAt" timestamptz, ' +
      '"recoveryToldAt" timestamptz, attempts integer, error text) ' +
      "WHERE EXISTS (SELECT FROM penny.alerts a WHERE a.alert_id = r.id) " +
      "ON CONFLICT (alert_id, channel) DO UPDATE SET told_at = excluded.told_at, " +
      "recovery_told_at = excluded.recovery_told_at, attempts = excluded.attempts, error = excluded.error, " +
      "tried_at = excluded.tried_at",
    [JSON.stringify(records), now.toISOString()],
  );
}
