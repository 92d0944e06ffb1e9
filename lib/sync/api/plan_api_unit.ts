import { plural } from "../../base/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import type { AnyDomainName } from "../../domains/mod.ts";
import { domainInUse } from "../found_columns.ts";
import { planFor } from "../plan_for.ts";
import type { SourceSigns } from "../plan_unit.ts";
import type { PlanKind, SyncContext, Unit, UnitPlan } from "../types.ts";
import { countedUnitStates } from "../unit_state.ts";
import { type ApiCursor, fingerprintsOf, readApiCursor } from "./api_cursor.ts";
import { mainOf, type ReadPart, wholeParts } from "./api_reading.ts";
import { accessOf, apiSource } from "./api_access.ts";
import { apiRowsTable } from "./api_rows.ts";
import { feedsOf } from "./feeds.ts";
import { apiMapping } from "./mapping.ts";
import { isOld } from "./read_feeds.ts";

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

/** A unit with its parts, how it will be read, and what it is read from. */
export interface PlannedUnit {
  readonly parts: readonly ReadPart[];
  readonly plan: UnitPlan;
  /** Null: the changes since the last reading cannot be told. */
  readonly cursor: ApiCursor | null;
  /** Whether the rows that are kept are those of the last reading, so that what differs has changed since. */
  readonly isKept: boolean;
}

/** Rows of a page of the lists that give more than a hundred. */
const PAGE_ROWS: Readonly<Partial<Record<AnyDomainName, number>>> = { ledger_accounts: 1000 };
/** Clocks of two machines that run Penny may differ so much. */
const CLOCKS_MS = 10 * 60_000;
/** What a reading of everything takes beside the lists: their feeds, before and after. */
const FEED_READINGS = 2;

/**
 * Plans how a unit of the API is read, without asking the API anything.
 *
 * @param context The synchronisation.
 * @param session Connection to the warehouse.
 * @param unit Of the API.
 * @returns The plan; requests are those that are known before: for a reading of changes at least these, since nobody knows
 *   what the feeds will tell.
 */
export async function planApiUnit(
  context: SyncContext,
  session: Queryable,
  unit: Unit,
): Promise<PlannedUnit> {
  const parts = await partsOf(session, unit);
  const kept = feedsOf(unit.domain, apiSource(unit)).length === 0
    ? null
    : await countKept(session, unit);
  const cursors = parts.map(({ state }) => readApiCursor(state.cursor));
  const cursor = cursors[0] ?? null;
  const { keys } = fingerprintsOf(parts.map(({ mapping }) => mapping), unit.company.name);
  const { hash: token } = accessOf(unit);
  const isKept = kept !== null && cursor?.keys === keys && cursor.token === token &&
    (kept.get(mainOf(parts)) ?? 0) === parts[0]!.state.rows;
  const doubt = doubtOf(context, { keys, token, cursors, isKept });
  const plan = chosenPlan(context, parts, {
    tellsChanges: kept !== null,
    rows: null,
    changed: null,
    doubt,
  });
  const requests = requestsOf(plan.kind, { parts, unit, kept });
  return { parts, plan: { ...plan, requests }, cursor: usable(cursor, doubt), isKept };
}

/** Even where the changes since then cannot be trusted, a comparison may say which of its findings they told. */
function usable(cursor: ApiCursor | null, doubt: string | null): ApiCursor | null {
  return doubt === null || doubt === INCOMPLETE ? cursor : null;
}

/**
 * The plan of a reading that gives several units: what one of them needs, all get.
 *
 * @param context The synchronisation.
 * @param parts The units with their states.
 * @param signs What the API tells.
 */
export function chosenPlan(
  context: SyncContext,
  parts: readonly ReadPart[],
  signs: SourceSigns,
): UnitPlan {
  const plans = parts.map(({ unit, state }) => planFor(context, { unit, state, signs }));
  const order: readonly PlanKind[] = ["full", "compare", "changes", "unchanged"];
  return plans.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0]!;
}

async function partsOf(session: Queryable, unit: Unit): Promise<ReadPart[]> {
  const parts: ReadPart[] = [];
  for (const name of readTogether(unit.domain)) {
    const own = { ...unit, domain: name };
    const [state] = await countedUnitStates(session, [own]);
    const domain = await domainInUse(session, name);
    const mapping = apiMapping(domain, apiSource(unit))!;
    parts.push({ domain, mapping, unit: own, state: state! });
  }
  return parts;
}

/** Rows that are kept of each resource of a unit. */
async function countKept(session: Queryable, unit: Unit): Promise<Map<string, number>> {
  const source = apiSource(unit);
  const resources = readTogether(unit.domain).flatMap((name) => {
    const { main, parts } = apiMapping(name, source)!;
    return [main, ...parts];
  });
  const rows = await session.many<{ resource: string; count: string }>(
    `SELECT resource, count(*) AS count FROM ${
      apiRowsTable(source)
    } WHERE company_id = $1 AND resource = ANY($2) ` +
      "GROUP BY resource",
    [unit.company.companyId, [...new Set(resources)]],
  );
  return new Map(rows.map(({ resource, count }) => [resource, Number(count)]));
}

const INCOMPLETE = "les lignes gardées de l'API ne sont plus celles de la dernière lecture";

/** Why the changes that the feeds tell are not enough; null: they are. */
function doubtOf(
  { wish, clock }: SyncContext,
  { keys, token, cursors, isKept }: Pick<PlannedUnit, "isKept"> & {
    readonly keys: string;
    readonly token: string;
    readonly cursors: readonly (ApiCursor | null)[];
  },
): string | null {
  const [cursor, ...others] = cursors;
  if (!cursor) return "repère de la dernière lecture illisible";
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(cursor))) {
    return "les deux grands livres n'ont pas été lus ensemble";
  }
  if (cursor.token !== token) return "le jeton n'est plus celui de la dernière lecture";
  if (cursor.keys !== keys) return "de nouvelles colonnes sont à lire";
  const now = clock.now();
  const gap = "Pennylane ne garde ses changements que 28 jours";
  if (isOld(cursor.readAt, now)) return gap;
  if (wish?.since !== undefined && isOld(wish.since, now)) return gap;
  if (Date.parse(cursor.readAt) > now.getTime() + CLOCKS_MS) {
    return "l'horloge est revenue en arrière";
  }
  return isKept ? null : INCOMPLETE;
}

/** Requests that are known before anything is read; null: nobody knows. */
function requestsOf(
  kind: PlanKind,
  { parts, unit, kept }: {
    readonly parts: readonly ReadPart[];
    readonly unit: Unit;
    readonly kept: ReadonlyMap<string, number> | null;
  },
): number | null {
  const { state, mapping } = parts[0]!;
  const feeds = feedsOf(unit.domain, apiSource(unit)).length;
  if (kind === "changes") return feeds + wholeParts(parts).length;
  if (state.version === "0" || unit.domain === "trial_balance") return null;
  if (kept === null) {
    return pages(state.rows, PAGE_ROWS[unit.domain]) + mapping.parts.length;
  }
  const lists = [mainOf(parts), ...new Set(parts.flatMap(({ mapping }) => mapping.parts))];
  const rows = lists.reduce((sum, resource) => sum + pages(kept.get(resource) ?? 0), 0);
  return rows + FEED_READINGS * feeds;
}

function pages(rows: number, size = 100): number {
  return Math.max(1, Math.ceil(rows / size));
}

/**
 * What is said of a reading before it begins.
 *
 * @param plan How it is read.
 * @returns French, e.g. « changements annoncés par la source, au moins 7 requêtes ».
 */
export function tellPlan({ kind, reason, requests }: UnitPlan): string {
  if (requests === null) return reason;
  const count = plural(requests, "requête");
  return `${reason}, ${kind === "changes" ? "au moins" : "environ"} ${count}`;
}
