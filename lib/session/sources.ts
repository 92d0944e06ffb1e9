import type { Clock, PennyEvent } from "../base/mod.ts";
import { type Config, configClock, rememberRealSource } from "../config/mod.ts";
import { type DataSharing, openDataSharing } from "../connectors/data_sharing/mod.ts";
import { type AnyDomainName, DOMAIN_NAMES, domainOf } from "../domains/mod.ts";
import {
  type ApiToken,
  extractDomain,
  type FirmToken,
  foreignTableError,
  foreignTables,
  readNamedImbalances,
  readSourceChoice,
  registerCompanies,
  type Registration,
  selectCompanies,
  type SyncContext,
  visibleCompanies,
} from "../sync/mod.ts";
import { openWarehouse, type Warehouse } from "../warehouse/mod.ts";
import { openApi, openFirms } from "./api_tokens.ts";
import { openDemo } from "./demo.ts";

/** Everything that is open while a notebook or a run works. */
export interface Sources extends AsyncDisposable {
  readonly config: Config;
  readonly warehouse: Warehouse;
  readonly context: SyncContext;
  /** Day of the synthetic data in demo mode, `YYYY-MM-DD`; null with real data. */
  readonly syntheticAsOf: string | null;
  /** How registering the companies ended; of nothing before {@linkcode prepareFoundations}, or when a run has done it. */
  registration: Registration;
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
 * Opens the warehouse and the sources; in demo mode makes the synthetic companies first.
 *
 * @param config Settings.
 * @param options Names under which work is done.
 * @returns What is open; close it at the end.
 * @throws {UsageError} PENNY_ACCEPT_SHRINK or PENNY_SOURCES names a table that does not exist, or PENNY_SOURCES a source that
 *   does not give it.
 * @throws {ServiceError} PostgreSQL cannot be started or reached.
 */
export async function openSources(config: Config, options: OpenSourcesOptions): Promise<Sources> {
  const acceptShrink = config.acceptShrink.map((name) => domainOf(name).name);
  const sourceChoice = readSourceChoice(config.sourceChoice);
  const warehouse = await openWarehouse(config);
  const opened: { close(): Promise<void> }[] = [warehouse];
  const close = async () => {
    for (const resource of opened.splice(0).reverse()) await resource.close();
  };
  try {
    const configured = await openConfigured(config, warehouse);
    opened.push(configured);
    const { dataSharing, api, firm, clock, syntheticAsOf } = configured;
    const context: SyncContext = {
      db: warehouse.db,
      dataSharing,
      api,
      firm,
      sourceChoice,
      schema: config.schema,
      runId: options.runId,
      fingerprint: options.fingerprint,
      companies: config.companies,
      clock,
      mayShrink: (domain) => syntheticAsOf !== null || acceptShrink.includes(domain),
      acceptImbalance: readNamedImbalances(config.acceptImbalance),
      wish: { full: config.full, ...(config.since === null ? {} : { since: config.since }) },
      compareDays: config.compareDays,
      emit: options.emit ?? (() => {}),
    };
    const registration = { faults: [], notes: [] };
    return {
      ...{ config, warehouse, context, syntheticAsOf, registration, close },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Data Sharing and both APIs, as far as they are configured. */
interface OpenedSources {
  readonly dataSharing: DataSharing | null;
  readonly api: readonly ApiToken[];
  readonly firm: readonly FirmToken[];
  readonly clock: Clock;
  readonly syntheticAsOf: string | null;
  close(): Promise<void>;
}

async function openConfigured(config: Config, { server }: Warehouse): Promise<OpenedSources> {
  if (config.demo) return await openDemo(config);
  const { dataSharing: settings, requestsPerSecond, worker } = config;
  const dataSharing = settings?.kind === "redshift"
    ? openDataSharing({ ...settings.server, sslMode: settings.sslMode })
    : null;
  const api = config.api?.kind === "pennylane"
    ? openApi(config.api, { server, requestsPerSecond, worker })
    : null;
  const firm = config.firm?.kind === "pennylane"
    ? openFirms(config.firm, { server, requestsPerSecond, worker })
    : null;
  return {
    ...{ dataSharing, api: api?.tokens ?? [], firm: firm?.tokens ?? [] },
    ...{ clock: configClock(config), syntheticAsOf: null },
    close: async () => {
      await api?.close();
      await firm?.close();
      await dataSharing?.close();
    },
  };
}

/**
 * Brings up to date what every domain stands on, once per run: the companies and their fiscal years.
 *
 * @param sources What is open; its `registration` then tells what the user asked for and cannot be had, such as a token that
 *   Pennylane refuses.
 * @throws {UsageError} No source shows a company, or not one that PENNY_SOCIETES names.
 * @throws {ServiceError} A source cannot be reached.
 */
export async function prepareFoundations(sources: Sources): Promise<void> {
  const { context } = sources;
  if (await isPrepared(context)) return;
  await prepareCompanies(sources);
  await tellRefused(context, "companies");
  await tellRefused(context, "fiscal_years");
}

/**
 * Registers the companies that the sources show.
 *
 * @param sources What is open.
 * @throws {UsageError} No source shows a company, or not one that PENNY_SOCIETES names.
 * @throws {ServiceError} A source cannot be reached.
 */
export async function prepareCompanies(sources: Sources): Promise<void> {
  const { config, context } = sources;
  sources.registration = await registerCompanies(context);
  rememberRealSource(config);
  selectCompanies(await visibleCompanies(context), context.companies);
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
    "SELECT EXISTS (SELECT FROM penny.run_units WHERE domain = 'fiscal_years' AND run_id = $1) AS done",
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
