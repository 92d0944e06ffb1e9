import type { ServerSettings } from "../config/mod.ts";
import type { Config } from "../config/mod.ts";
import type { Database } from "../connectors/postgres/mod.ts";
import {
  recordTieOuts,
  selectCompanies,
  type TieOutReport,
  visibleCompanies,
} from "../sync/mod.ts";
import { READERS_ROLE, readersPassword } from "../warehouse/mod.ts";
import { choose, type PennyParameters } from "./open_penny.ts";
import { openSources, prepareFoundations, refuseForeignTables, type Sources } from "./sources.ts";

/** Options of {@linkcode prepareRun}. */
export interface PrepareRunOptions {
  /** The run's name. */
  readonly runId: string;
  /** Parameters given to the notebooks: a company or a date that does not exist would fail in each of them. */
  readonly parameters?: PennyParameters;
  /** Hears a French sentence before each long step. @default nobody */
  readonly onProgress?: (text: string) => void;
}

/** A company and when it was read. */
export interface ReadCompany {
  readonly companyId: string;
  readonly name: string;
  /** When its oldest table was read, ISO; null: one was never. */
  readonly readAt: string | null;
}

/** What a run knows before its first notebook. */
export interface PreparedRun {
  readonly mode: "demo" | "réel";
  /** Day of the synthetic data in demo mode, `YYYY-MM-DD`. */
  readonly syntheticAsOf?: string;
  /** French: what was asked for and cannot be had, such as a token that Pennylane refuses. */
  readonly faults: readonly string[];
  /** Where the results are; the password is not among them. */
  readonly connection: Omit<ServerSettings, "password"> & { readonly schema: string };
  /** What Power BI and Excel connect with: the same as `deno task db connection` prints. */
  readonly readers: Omit<ServerSettings, "password"> & { readonly schema: string };
  /** The password of the warehouse, so that it is written nowhere. */
  readonly password: string;
  /** The warehouse, for the record of the run. */
  readonly db: Database;
  /** The companies to read, those read longest ago first. */
  companies(): Promise<ReadCompany[]>;
  /** Holds figures that should agree against one another, between domains that the run brought up to date. */
  tieOut(): Promise<TieOutReport>;
  close(): Promise<void>;
}

/**
 * Checks everything that would make every notebook of a run fail, and brings up to date what they all stand on.
 *
 * @param config Settings.
 * @param options Name and parameters of the run.
 * @returns What the run needs; close it at the end.
 * @throws {UsageError} Settings, parameters, or tables that Penny did not make.
 * @throws {ServiceError} PostgreSQL or Data Sharing cannot be reached.
 */
export async function prepareRun(
  config: Config,
  { runId, parameters = {}, onProgress = () => {} }: PrepareRunOptions,
): Promise<PreparedRun> {
  onProgress(
    config.demo
      ? "Préparation de la base et des données de démonstration"
      : "Ouverture de la base et lecture des sociétés",
  );
  const sources = await openSources(config, {
    runId,
    fingerprint: null,
    emit: (event) => event.type === "progress" && onProgress(event.text),
  });
  try {
    await refuseForeignTables(sources);
    await prepareFoundations(sources);
    sources.registration.notes.forEach(onProgress);
    await choose(sources, parameters);
  } catch (error) {
    await sources.close();
    throw error;
  }
  const { host, port, user, database, password } = sources.warehouse.server;
  const connection = { host, port, user, database, schema: config.schema };
  return {
    mode: config.demo ? "demo" : "réel",
    ...(sources.syntheticAsOf === null ? {} : { syntheticAsOf: sources.syntheticAsOf }),
    faults: sources.registration.faults,
    connection,
    readers: readersConnection(config, connection),
    password,
    companies: () => companiesToRead(sources),
    db: sources.warehouse.db,
    tieOut: () => recordTieOuts(sources.context, runId),
    close: sources.close,
  };
}

function readersConnection(
  config: Config,
  connection: PreparedRun["connection"],
): PreparedRun["connection"] {
  const host = connection.host === "127.0.0.1" ? "localhost" : connection.host;
  const user = readersPassword(config) === null ? connection.user : READERS_ROLE;
  return { ...connection, host, user };
}

/** In fair order: nobody waits behind a company that was read since. */
async function companiesToRead({ context }: Sources): Promise<ReadCompany[]> {
  const chosen = selectCompanies(await visibleCompanies(context), context.companies);
  const rows = await context.db.many<{ company_id: string; read_at: string | null }>(
    "SELECT company_id, min(read_at) AS read_at FROM penny.units GROUP BY company_id",
  );
  const readAt = new Map(rows.map((row) => [row.company_id, row.read_at]));
  return chosen
    .map(({ companyId, name }) => ({ companyId, name, readAt: readAt.get(companyId) ?? null }))
    .sort((a, b) => (a.readAt ?? "").localeCompare(b.readAt ?? ""));
}
