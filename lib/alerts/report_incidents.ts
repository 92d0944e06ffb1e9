import { createRedactor, PennyError, systemClock } from "../base/mod.ts";
import type { Database, Session } from "../connectors/postgres/mod.ts";
import { absorbFile } from "./absorb_file.ts";
import { cleanReport } from "./clean_incident.ts";
import { databaseBook } from "./database_book.ts";
import { openFileBook } from "./file_book.ts";
import { openSenders } from "./open_senders.ts";
import { sendNews } from "./send_news.ts";
import type { ReportOptions, ReportOutcome, ScopeReport, Sender } from "./types.ts";

/** Longer than a process can take to send its messages: then it is gone, or the next report sends. */
const TURN_TIMEOUT = "45s";
const TURN = "penny.alerts";

/**
 * Opens, keeps and closes the incidents of one scope, and sends one message to every channel that has something to hear, of
 * whatever scope. Never throws: what cannot be sent is kept and sent with the next message; while the warehouse cannot be
 * reached, the state is kept in PENNY_HOME. Takes half a minute at most where a server hangs.
 *
 * @param db The warehouse; null: it cannot be reached.
 * @param options Scope, incidents, settings.
 * @returns What was sent.
 *
 * @example
 * ```ts ignore
 * await reportIncidents(db, {
 *   config,
 *   scope: "workers",
 *   incidents: [{ key: `worker:${id}`, kind: "worker", title: "Exécutant perdu", cause: "…", lines: [], where: null, event: true }],
 *   judged: () => false,
 * });
 * ```
 */
export function reportIncidents(
  db: Database | null,
  { scope, incidents, judged, ...options }: ReportOptions & ScopeReport,
): Promise<ReportOutcome> {
  return reportScopes(db, [{ scope, incidents, ...(judged ? { judged } : {}) }], options);
}

/** Options of {@linkcode reportScopes}. */
export interface ReportScopesOptions extends ReportOptions {
  /** @default those of the settings */
  readonly senders?: readonly Sender[];
}

/**
 * Like {@linkcode reportIncidents}, for several scopes at once.
 *
 * @param db The warehouse; null: it cannot be reached.
 * @param reports Of the scopes.
 * @param options Settings.
 * @returns What was sent.
 */
export async function reportScopes(
  db: Database | null,
  reports: readonly ScopeReport[],
  options: ReportScopesOptions,
): Promise<ReportOutcome> {
  const { config, secrets = [] } = options;
  const redactor = createRedactor({
    secrets: [...config.secrets, ...secrets],
    folders: { [config.home]: "PENNY_HOME", [config.root]: "." },
  });
  const clean = reports.map((report) => cleanReport(report, redactor));
  try {
    if (db !== null && await recordInDatabase(db, clean, options)) {
      return await db.session((session) => sendFromDatabase(session, options));
    }
    return await reportToFile(clean, options);
  } catch (error) {
    const reason = error instanceof PennyError ? error.message : String(error);
    const note = `[INFO] Les alertes n'ont pas pu être traitées : ${redactor.text(reason)}`;
    return { notes: [note], sent: 0, failed: 0 };
  }
}

/** False where the warehouse refuses. */
async function recordInDatabase(
  db: Database,
  reports: readonly ScopeReport[],
  { config, clock = systemClock }: ReportScopesOptions,
): Promise<boolean> {
  using file = await openFileBook(config.home);
  try {
    const kept = await file.incidents();
    await db.transaction(async (tx) => {
      await absorbFile(tx, kept);
      for (const report of reports) await databaseBook(tx).record(report, clock.now());
    });
    if (kept.length > 0) await file.empty();
    return true;
  } catch (error) {
    if (error instanceof PennyError) return false;
    throw error;
  }
}

async function reportToFile(
  reports: readonly ScopeReport[],
  { config, clock = systemClock, senders = openSenders(config.alerts) }: ReportScopesOptions,
): Promise<ReportOutcome> {
  const now = clock.now();
  using book = await openFileBook(config.home);
  for (const report of reports) await book.record(report, now);
  return await sendNews(book, { senders, demo: config.demo, now });
}

/** Sending is one process's turn at a time, so that nothing is sent twice. */
async function sendFromDatabase(
  session: Session,
  { config, clock = systemClock, senders = openSenders(config.alerts) }: ReportScopesOptions,
): Promise<ReportOutcome> {
  if (senders.length === 0) return { notes: [], sent: 0, failed: 0 };
  await session.execute(`SET lock_timeout = '${TURN_TIMEOUT}'`);
  await session.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", [TURN]);
  const now = clock.now();
  return await sendNews(databaseBook(session), { senders, demo: config.demo, now });
}
