import { PennyError } from "../base/mod.ts";
import { configClock } from "../config/mod.ts";
import type { Database } from "../connectors/postgres/mod.ts";
import { reportScopes, type ReportScopesOptions } from "./report_incidents.ts";
import { runIncidents } from "./run_incidents.ts";
import { staleIncidents } from "./stale_incidents.ts";
import type { Incident, ReportOutcome, ScopeReport } from "./types.ts";

/** The scope of runs that ended before their first notebook. */
const REFUSALS = "refusals";
/** The scope of runs that were killed, and of what a run was asked for and could not have. */
const ENDS = "run_ends";
const SOURCES_KEY = "sources";
const NOTHING_EXECUTED = "Exécution impossible : aucun carnet n'a été exécuté";
const NOT_READ = "Exécution terminée, mais la base ne répond plus";

/** Which run is reported. */
export interface ReportRunOptions extends ReportScopesOptions {
  readonly runId: string;
  /** Folder of its pages, from the clone. @default `outputs/<run>` */
  readonly where?: string;
  /** French: what was asked for and cannot be had, such as a token that is refused. @default not judged */
  readonly faults?: readonly string[];
  /** Earlier runs that were found dead. @default none */
  readonly killed?: readonly string[];
}

/**
 * Reports a run that has ended, wherever its notebooks were executed: from the record that it left in the warehouse, and
 * with the data that have become stale. Never throws; not for a run that was interrupted.
 *
 * @param db The warehouse.
 * @param options The run.
 * @returns What was sent.
 */
export async function reportRun(
  db: Database,
  { runId, where = `outputs/${runId}`, faults, killed = [], ...options }: ReportRunOptions,
): Promise<ReportOutcome> {
  return await guarded(async () => {
    const reports = [
      { scope: REFUSALS, incidents: [] },
      endsOf({ faults, killed, page: `${where}/index.html` }),
      await runIncidents(db, { runId, where }),
      ...await staleReports(db, options),
    ];
    return await reportScopes(db, reports, options);
  }, (error) => reportRefusal({ ...options, error, title: NOT_READ }));
}

/**
 * Reports that data have become stale, also when no run takes place. Never throws.
 *
 * @param db The warehouse.
 * @param options Settings.
 * @returns What was sent.
 */
export async function reportStaleness(
  db: Database,
  options: ReportScopesOptions,
): Promise<ReportOutcome> {
  return await guarded(
    async () => await reportScopes(db, await staleReports(db, options), options),
    () => Promise.resolve({ notes: [], sent: 0, failed: 0 }),
  );
}

/** Why a run ended before its first notebook. */
export interface ReportRefusalOptions extends ReportScopesOptions {
  /** What was thrown. */
  readonly error: unknown;
  /** French, one line. @default no notebook was executed */
  readonly title?: string;
  /** The warehouse, where it can be reached, as when a source cannot. @default null, the state is kept in PENNY_HOME */
  readonly db?: Database | null;
}

/**
 * Reports a run that ended before its first notebook, as when PostgreSQL cannot be reached. It stays open until the next run
 * that gets further. Never throws.
 *
 * @param options What was thrown.
 * @returns What was sent.
 */
export async function reportRefusal(
  { error, title = NOTHING_EXECUTED, db = null, ...options }: ReportRefusalOptions,
): Promise<ReportOutcome> {
  const [cause = "", ...lines] = errorText(error).split("\n");
  const incident: Incident = {
    ...{ key: "refusal", kind: "failure", title, cause, lines, where: null },
  };
  return await reportScopes(db, [{ scope: REFUSALS, incidents: [incident] }], options);
}

function errorText(error: unknown): string {
  if (error instanceof PennyError) return error.message;
  return error instanceof Error ? `${error.name} : ${error.message}` : String(error);
}

function endsOf({ faults, killed, page }: {
  readonly faults: readonly string[] | undefined;
  readonly killed: readonly string[];
  readonly page: string;
}): ScopeReport {
  const dead = killed.map((runId): Incident => ({
    ...{ key: `killed:${runId}`, kind: "failure", event: true, lines: [] },
    title: `Exécution arrêtée avant sa fin : ${runId}`,
    cause: "le programme ou la machine s'est arrêté pendant l'exécution",
    where: `outputs/${runId}/index.html`,
  }));
  const [cause, ...lines] = faults ?? [];
  const refused: Incident[] = cause === undefined ? [] : [{
    key: SOURCES_KEY,
    ...{ kind: "failure", title: "Une source ne donne pas ce qui est demandé", cause, lines },
    where: page,
  }];
  const judged = (key: string) => key === SOURCES_KEY && faults !== undefined;
  return { scope: ENDS, incidents: [...dead, ...refused], judged };
}

/** In a demonstration the readings keep the day of the synthetic books: nothing there is stale. */
async function staleReports(
  db: Database,
  { config, clock = configClock(config) }: ReportScopesOptions,
): Promise<ScopeReport[]> {
  if (config.demo) return [];
  const hours = config.alerts?.staleHours;
  if (hours === undefined) return [];
  return [await staleIncidents(db, { hours, now: clock.now() })];
}

/** A warehouse that is gone by now is an incident of its own. */
async function guarded(
  work: () => Promise<ReportOutcome>,
  otherwise: (error: unknown) => Promise<ReportOutcome>,
): Promise<ReportOutcome> {
  try {
    return await work();
  } catch (error) {
    return await otherwise(error);
  }
}
