import { DataError, plural } from "../../base/mod.ts";
import {
  AuthenticationError,
  NetworkError,
  RateLimitError,
  ScopeError,
  ServerError,
  TimeoutError,
} from "../../connectors/pennylane/mod.ts";
import { UniqueViolationError } from "../../connectors/postgres/mod.ts";
import { type AnyDomainName, type Domain, DOMAINS } from "../../domains/mod.ts";
import { stagingColumns } from "../column_types.ts";
import { fiscalYearsOf } from "../fiscal_years.ts";
import { type Staging, withStaging } from "../staging.ts";
import { NO_CHANGE, syncUnits, type UnitReading } from "../sync_unit.ts";
import type { Session, SyncContext, Unit, UnitResult } from "../types.ts";
import { planFor, SILENT } from "../plan_for.ts";
import { readUnitStates } from "../unit_state.ts";
import { type ApiMapping, apiMapping } from "./mapping.ts";
import { resourcePages } from "./resource_pages.ts";
import { RAW_COLUMNS, stageRawRows } from "./stage_raw_rows.ts";

/** Both ledgers of a company come from one reading of its lines. */
const LEDGERS: readonly AnyDomainName[] = ["general_ledger", "analytical_ledger"];

/**
 * The domains that one reading gives.
 *
 * @param domain One of them.
 * @returns Both ledgers, or the domain alone.
 */
export function readTogether(domain: AnyDomainName): readonly AnyDomainName[] {
  return LEDGERS.includes(domain) ? LEDGERS : [domain];
}

/** What reading one company needs. */
export interface UnitScope {
  readonly context: SyncContext;
  /** Holds the lock of the unit. */
  readonly session: Session;
  readonly unit: Unit;
  /** Told when the connection broke, or none was made: only who knows how others fared can tell whose fault that is. */
  readonly onLost: (error: NetworkError) => void;
}

/** A domain with its mapping. */
interface Mapped {
  readonly domain: Domain;
  readonly mapping: ApiMapping;
}

/**
 * Reads one company from the API into staging, and merges it.
 *
 * @param scope The unit, locked.
 * @returns How the unit ended and, for a ledger, the other one; a fault of this company or its token alone is among them,
 *   and a lost connection.
 * @throws {UsageError} Base URL or proxy are wrong: that holds for every company.
 * @throws {ServiceError} The warehouse is lost.
 */
export async function readApiUnit(scope: UnitScope): Promise<UnitResult[]> {
  const { context, session, unit } = scope;
  const parts = readTogether(unit.domain)
    .map((name): Mapped => ({ domain: DOMAINS[name], mapping: apiMapping(name)! }));
  const units = parts.map(({ domain }): Unit => ({ ...unit, domain: domain.name }));
  const states = (await Promise.all(units.map((one) => readUnitStates(session, [one])))).flat();
  const readAt = context.clock.now();
  try {
    return await withStaging(
      session,
      { purpose: `raw_${unit.domain}`, columns: RAW_COLUMNS },
      async (raw) => {
        await stageResources(scope, parts, raw);
        return await withComposed(scope, { parts, raw }, (tables) => {
          const readings = parts.map(({ domain, mapping }, i): UnitReading => ({
            domain,
            unit: units[i]!,
            state: states[i]!,
            staging: tables[i]!,
            scope: null,
            plan: planFor(context, states[i]!, SILENT),
            cursor: null,
            sourceCompanyId: unit.company.companyId,
            columns: mapping.columns,
            readAt,
          }));
          return syncUnits(context, session, readings);
        });
      },
    );
  } catch (error) {
    if (error instanceof NetworkError) scope.onLost(error);
    else if (!concernsThisCompany(error)) throw error;
    return units.map((one, i) => ({
      unit: one,
      status: "failed",
      reason: error.message,
      counts: NO_CHANGE,
      rows: states[i]!.rows,
      gates: [],
    }));
  }
}

/** One company's token, rights, answers or budget; the others may do better. */
function concernsThisCompany(error: unknown): error is Error {
  return [DataError, AuthenticationError, ScopeError, RateLimitError, ServerError, TimeoutError]
    .some((type) => error instanceof type);
}

/** Fills raw staging: the main resource first, since some parts are asked for by the ids that it names. */
async function stageResources(
  { context, session, unit }: UnitScope,
  parts: readonly Mapped[],
  raw: Staging,
): Promise<void> {
  const { company } = unit;
  const years = unit.domain === "trial_balance" ? await knownYears(session, unit) : [];
  const client = await company.token!.client();
  for (const [resource, keys] of resourcesOf(parts)) {
    const pages = resourcePages(resource, { client, session, raw: raw.table, years });
    await stageRawRows(session, {
      staging: raw,
      pages,
      companyId: company.companyId,
      resource,
      keys,
      onProgress: (rows) => {
        const lines = plural(rows, "ligne lue", "lignes lues");
        context.emit({
          type: "progress",
          text: `${parts[0]!.domain.title} de « ${company.name} » : ${lines} (${resource})`,
        });
      },
    });
  }
  await refuseRepeated(session, unit, raw);
  await session.execute(`ANALYZE ${raw.table}`);
}

/** A row that came twice would make two of its analytical lines, which no key could tell apart. */
async function refuseRepeated(session: Session, { company }: Unit, raw: Staging): Promise<void> {
  try {
    await session.execute(`CREATE UNIQUE INDEX ON ${raw.table} (resource, id)`);
  } catch (error) {
    if (!(error instanceof UniqueViolationError)) throw error;
    const { resource, id } = await session.one<{ resource: string; id: string }>(
      `SELECT resource, id FROM ${raw.table} WHERE id IS NOT NULL ` +
        "GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1, 2 LIMIT 1",
    );
    throw new DataError(
      `Impossible de lire « ${resource} » de « ${company.name} » : l'API donne deux fois la ligne ${id} ; relancez plus tard`,
      { cause: error, retriable: true },
    );
  }
}

/** A trial balance is asked for by fiscal year: without any, an empty answer would look like deleted rows. */
async function knownYears(session: Session, { company }: Unit) {
  const years = await fiscalYearsOf(session, [company]);
  if (years.length > 0) return years;
  throw new DataError(
    `Impossible de lire la balance de « ${company.name} » : aucun exercice n'est connu ; ` +
      "vérifiez que le jeton donne accès aux exercices (fiscal_years:readonly)",
  );
}

/** Resources with the keys that any of the domains uses; main ones first. */
function resourcesOf(parts: readonly Mapped[]): Map<string, readonly string[]> {
  const resources = new Map<string, readonly string[]>();
  for (const { mapping } of parts) {
    for (const resource of [mapping.main, ...mapping.parts]) {
      const keys = [...resources.get(resource) ?? [], ...mapping.keys[resource] ?? []];
      resources.set(resource, [...new Set(keys)]);
    }
  }
  return resources;
}

/** Composes the rows of each domain into staging tables of their own, in the order of `parts`. */
function withComposed<T>(
  scope: UnitScope,
  { parts, raw }: { readonly parts: readonly Mapped[]; readonly raw: Staging },
  work: (tables: readonly string[]) => Promise<T>,
): Promise<T> {
  const { session, unit: { company } } = scope;
  const next = (tables: readonly string[]): Promise<T> => {
    const part = parts[tables.length];
    if (part === undefined) return work(tables);
    const { domain, mapping } = part;
    const columns = stagingColumns(domain, "api");
    return withStaging(session, { purpose: domain.name, columns }, async ({ table }) => {
      const statement = mapping.insertStatement({ raw: raw.table, staging: table });
      await session.execute(statement, [company.companyId, company.name]);
      await session.execute(`ANALYZE ${table}`);
      return await next([...tables, table]);
    });
  };
  return next([]);
}
