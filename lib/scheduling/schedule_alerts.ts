import {
  type AlertConfig,
  type Incident,
  reportIncidents,
  type ReportOutcome,
  reportStaleness,
} from "../alerts/mod.ts";
import { type Clock, idlePause } from "../base/mod.ts";
import type { Database } from "../connectors/postgres/mod.ts";
import type { Tick } from "./_tick.ts";
import { scheduleIncidents } from "./schedule_incidents.ts";

const SCOPE = "schedule";
const STALENESS_MS = 3_600_000;
/** Milliseconds that a report may take: a connection that nobody answers must not keep the next ones back. */
const REPORT_LIMIT_MS = 90_000;
/** Milliseconds that the end of a scheduler waits for a message: as long as a mail server that hangs is given. */
const END_LIMIT_MS = 35_000;
/** A database that is away for less than this is not worth a message. */
const AWAY_MS = 300_000;

/** What {@linkcode openScheduleAlerts} works with. */
export interface ScheduleAlertsOptions {
  readonly db: Database;
  readonly config: AlertConfig;
  readonly timeZone: string;
  /** Values that must not be written, beside those of the settings. */
  readonly secrets: readonly string[];
  readonly clock: Clock;
  /** Hears what was sent, in French. */
  readonly note: (line: string) => void;
  /** Milliseconds that a report may take. @default 90000 */
  readonly limitMs?: number;
}

/** The alerts of a scheduler, sent beside its work: a mail server that hangs holds no slot up. */
export interface ScheduleAlerts extends AsyncDisposable {
  /** After each look: reports what is wrong when that has changed, and once an hour what is stale. */
  looked(tick: Tick, now: Date): void;
  /** The database cannot be used; reported when that lasts. */
  away(error: Error, now: Date): void;
  /** Waits for messages under way. */
  settled(): Promise<void>;
}

/**
 * Opens the alerts of a scheduler.
 *
 * @param options Database, settings.
 * @returns To be closed at the end: waits for messages under way.
 */
export function openScheduleAlerts(options: ScheduleAlertsOptions): ScheduleAlerts {
  const { db, config, timeZone, secrets, clock, note, limitMs = REPORT_LIMIT_MS } = options;
  const waitingSince = new Map<string, Date>();
  let sending: Promise<unknown> | null = null;
  let reported: string | null = null;
  let waiting: readonly string[] = [];
  let staleAt = 0;
  let awaySince: Date | null = null;
  const beside = (work: () => Promise<ReportOutcome>) => {
    sending = within(limitMs, work()).then(({ notes }) => notes.forEach(note)).catch((error) => {
      note(`[INFO] Les alertes n'ont pas pu être traitées : ${(error as Error).message}`);
      reported = null;
    }).finally(() => sending = null);
  };
  const report = (on: Database | null, incidents: readonly Incident[]) =>
    reportIncidents(on, { config, scope: SCOPE, incidents, secrets, clock });
  const settled = async () => {
    await sending;
  };
  return {
    looked(tick, now) {
      awaySince = null;
      followWaiting(waitingSince, tick, now);
      if (sending !== null) return;
      beside(async () => {
        const situation = { ...tick, now, timeZone, waitingSince };
        const incidents = await scheduleIncidents(db, situation);
        waiting = tellWaiting(incidents, waiting, note);
        const keys = incidents.map(({ key, cause }) => `${key} ${cause}`).join("\n");
        const stale = now.getTime() - staleAt >= STALENESS_MS;
        if (stale) staleAt = now.getTime();
        if (keys === reported && !stale) return NOTHING;
        reported = keys;
        const outcome = await report(db, incidents);
        if (!stale) return outcome;
        const other = await reportStaleness(db, { config, secrets, clock });
        return { ...other, notes: [...outcome.notes, ...other.notes] };
      });
    },
    away(error, now) {
      awaySince ??= now;
      if (sending !== null || now.getTime() - awaySince.getTime() < AWAY_MS) return;
      if (reported === AWAY) return;
      reported = AWAY;
      beside(() => report(null, [awayIncident(error)]));
    },
    settled,
    async [Symbol.asyncDispose]() {
      if (sending !== null) await Promise.race([sending, idlePause(END_LIMIT_MS)]);
    },
  };
}

const AWAY = "database";
const NOTHING: ReportOutcome = { notes: [], sent: 0, failed: 0 };

/** The scheduler itself tells what was missed or skipped; that nobody takes its jobs it is told here. */
function tellWaiting(
  incidents: readonly Incident[],
  before: readonly string[],
  note: (line: string) => void,
): string[] {
  const now = incidents.filter(({ kind }) => kind === "worker");
  for (const { key, title, cause } of now) {
    if (!before.includes(key)) note(`[ERREUR] ${title} : ${cause}`);
  }
  if (before.length > 0 && now.length === 0) note("[OK] Plus aucun travail n'attend en vain");
  return now.map(({ key }) => key);
}

/** Rejects what takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("pas de réponse")), ms);
  return await Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

/** Runs that no worker has begun, and since when that is known. */
function followWaiting(since: Map<string, Date>, { open }: Tick, now: Date): void {
  const waiting = open.filter(({ status, runId }) => status === "waiting" && runId !== null)
    .map(({ runId }) => runId!);
  for (const runId of since.keys()) if (!waiting.includes(runId)) since.delete(runId);
  for (const runId of waiting) if (!since.has(runId)) since.set(runId, now);
}

function awayIncident(error: Error): Incident {
  return {
    key: "failure:database",
    kind: "failure",
    title: "Base de données injoignable : aucune exécution n'a lieu",
    cause: error.message,
    lines: ["La planification reprend d'elle-même dès que la base répond"],
    where: null,
  };
}
