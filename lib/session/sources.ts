import type { Clock, PennyEvent } from "../base/mod.ts";
import { type Config, configClock, rememberRealSource } from "../config/mod.ts";
import { type DataSharing, openDataSharing } from "../connectors/data_sharing/mod.ts";
import { type AnyDomainName, DOMAIN_NAMES, domainOf } from "../domains/mod.ts";
import {
  extractDomain,
  foreignTableError,
  foreignTables,
  registerCompanies,
  selectCompanies,
  type SyncContext,
  visibleCompanies,
} from "../sync/mod.ts";
import { openWarehouse, type Warehouse } from "../warehouse/mod.ts";
import { openDemo } from "./demo.ts";

/** Everything that is open while a notebook or a run works. */
export interface Sources extends AsyncDisposable {
  readonly config: Config;
  readonly warehouse: Warehouse;
  readonly context: SyncContext;
  /** Day of the synthetic data in demo mode, `YYYY-MM-DD`; null with real data. */
  readonly syntheticAsOf: string | null;
  close(): Promise<void>;
}

/** Options of {@linkcode openSources}. */
export interface OpenSourcesOptions {
  /** Name under which work is recorded; work done under the same name is not done again. */
  readonly runId: string;
  /** Hash of what decides the published rows; null: everything is recomputed. */
  readonly fingerprint: string | null;
  /** Hears what happens. @default nobody */
  readonly emit?: (event: PennyEvent) => void;
}

/**
 * Opens the warehouse and the source; in demo mode makes the synthetic companies first.
 *
 * @param config Settings.
 * @param options Names under which work is done.
 * @returns What is open; close it at the end.
 * @throws {UsageError} PENNY_ACCEPT_SHRINK names a table that does not exist.
 * @throws {ServiceError} PostgreSQL cannot be started or reached.
 */
export async function openSources(config: Config, options: OpenSourcesOptions): Promise<Sources> {
  const acceptShrink = config.acceptShrink.map((name) => domainOf(name).name);
  const warehouse = await openWarehouse(config);
  const opened: { close(): Promise<void> }[] = [warehouse];
  const close = async () => {
    for (const resource of opened.splice(0).reverse()) await resource.close();
  };
  try {
    const { dataSharing, clock, syntheticAsOf } = await openDataSource(config);
    if (dataSharing) opened.push(dataSharing);
    const context: SyncContext = {
      db: warehouse.db,
      dataSharing,
      schema: config.schema,
      runId: options.runId,
      fingerprint: options.fingerprint,
      companies: config.companies,
      clock,
      mayShrink: (domain) => syntheticAsOf !== null || acceptShrink.includes(domain),
      emit: options.emit ?? (() => {}),
    };
    return { config, warehouse, context, syntheticAsOf, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openDataSource(
  config: Config,
): Promise<{ dataSharing: DataSharing | null; clock: Clock; syntheticAsOf: string | null }> {
  const settings = config.dataSharing;
  if (settings?.kind === "standIn") return await openDemo(config);
  const clock = configClock(config);
  if (settings === null) return { dataSharing: null, clock, syntheticAsOf: null };
  const dataSharing = openDataSharing({ ...settings.server, sslMode: settings.sslMode });
  return { dataSharing, clock, syntheticAsOf: null };
}

/**
 * Brings up to date what every domain stands on, once per run: the companies and their fiscal years.
 *
 * @param sources What is open; nothing is done without Data Sharing.
 * @throws {UsageError} The source shows no company, or not one that PENNY_SOCIETES names.
 * @throws {ServiceError} The source cannot be reached.
 */
export async function prepareFoundations({ config, context }: Sources): Promise<void> {
  if (!context.dataSharing || await isPrepared(context)) return;
  await registerCompanies(context);
  rememberRealSource(config);
  selectCompanies(await visibleCompanies(context.db), context.companies);
  await tellRefused(context, "companies");
  await tellRefused(context, "fiscal_years");
}

/** No notebook shows `companies`: what is refused there is told while the run prepares. */
async function tellRefused(context: SyncContext, domain: AnyDomainName): Promise<void> {
  const { units } = await extractDomain(context, domain);
  for (const { unit, status, reason } of units) {
    if (status !== "red" && status !== "failed") continue;
    context.emit({
      type: "progress",
      text: `[ERREUR] ${domain} de ${unit.company.name} : ${reason}`,
    });
  }
}

async function isPrepared({ db, runId }: SyncContext): Promise<boolean> {
  const { done } = await db.one<{ done: boolean }>(
    "SELECT EXISTS (SELECT FROM penny.units WHERE domain = 'fiscal_years' AND run_id = $1) AS done",
    [runId],
  );
  return done;
}

/**
 * @param sources What is open.
 * @throws {UsageError} The published schema holds tables of the twelve names that Penny did not make.
 */
export async function refuseForeignTables({ context }: Sources): Promise<void> {
  const foreign = await foreignTables(context.db, context.schema, DOMAIN_NAMES);
  if (foreign.length > 0) throw foreignTableError(context.schema, foreign);
}
