import { today, UsageError } from "../base/mod.ts";
import { type Config, loadConfig } from "../config/mod.ts";
import { emitEvent } from "../display/mod.ts";
import { findCompany, fiscalYearsOf, selectCompanies, visibleCompanies } from "../sync/mod.ts";
import { Penny } from "./penny.ts";
import { type FiscalYear, resolveDay, resolvePeriod } from "./period.ts";
import { openSources, prepareFoundations, type Sources } from "./sources.ts";

/** Parameters that every notebook has; they narrow displays only. */
export interface PennyParameters {
  /** Name, SIREN or id; "auto": the only one, or the first in alphabetical order. @default "auto" */
  readonly societe?: string;
  /** Cut-off day: "aujourd'hui" or `AAAA-MM-JJ`. @default "aujourd'hui" */
  readonly dateArret?: string;
  /** Period of charts of activity: "exercice en cours", "12 mois", a day… @default "exercice en cours" */
  readonly depuis?: string;
}

/** Open for as long as the kernel lives: a cell that is run again must not open everything again. */
let opened: Promise<Sources> | null = null;

/**
 * Opens the base and Pennylane for a notebook.
 *
 * @param parameters The notebook's parameters.
 * @returns What the notebook works with.
 * @throws {UsageError} A setting, the company or a date is wrong.
 * @throws {ServiceError} PostgreSQL or Data Sharing cannot be reached.
 *
 * @example
 * ```ts ignore
 * const penny = await openPenny({ societe: "auto", dateArret: "aujourd'hui" });
 * const customers = await penny.extract("customers");
 * show(customers);
 * ```
 */
export async function openPenny(parameters: PennyParameters = {}): Promise<Penny> {
  opened ??= openForNotebook(loadConfig());
  const sources = await opened.catch((error) => {
    opened = null;
    throw error;
  });
  return await choose(sources, parameters);
}

/** Closes what {@linkcode openPenny} opened; for tests and scripts, a kernel ends with its process. */
export async function closePenny(): Promise<void> {
  const sources = await opened;
  opened = null;
  await sources?.close();
}

async function openForNotebook(config: Config): Promise<Sources> {
  const sources = await openSources(config, {
    runId: config.run?.runId ?? interactiveRunId(),
    fingerprint: config.run?.fingerprint ?? null,
    // In Jupyter nobody listens, and an empty output under each cell would only disturb.
    emit: config.run ? emitEvent : () => {},
  });
  try {
    await prepareFoundations(sources);
    return sources;
  } catch (error) {
    await sources.close();
    throw error;
  }
}

function interactiveRunId(): string {
  return `jupyter-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}-${Deno.pid}`;
}

/**
 * Finds the company and the dates that the parameters mean.
 *
 * @param sources What is open; companies and fiscal years have been read.
 * @param parameters The notebook's.
 * @returns What the notebook works with.
 * @throws {UsageError} A company or a date that cannot be understood.
 */
export async function choose(sources: Sources, parameters: PennyParameters): Promise<Penny> {
  const { context } = sources;
  const { societe = "auto", dateArret = "aujourd'hui", depuis = "exercice en cours" } = parameters;
  const companies = selectCompanies(await visibleCompanies(context), context.companies);
  const company = societe.trim().toLowerCase() === "auto"
    ? companies[0]
    : findCompany(companies, societe);
  if (company === undefined) throw noCompany();
  const day = resolveDay(dateArret, today(context.clock));
  const years = (await fiscalYearsOf(context.db, [company])).filter(isWhole);
  const period = resolvePeriod(depuis, { dateArret: day, years });
  return new Penny(sources, { company, dateArret: day, period });
}

function isWhole(year: { start: string | null; end: string | null }): year is FiscalYear {
  return year.start !== null && year.end !== null;
}

function noCompany(): UsageError {
  return new UsageError(
    "Impossible de choisir une société : aucune source réglée n'en montre ; " +
      "vérifiez PENNYLANE_API_TOKEN, PENNYLANE_DATA_SHARING_KEY et REDSHIFT_USER, ou PENNY_FIRM_TOKEN, dans .env",
  );
}
