import { DataError, PennyError } from "../../base/mod.ts";
import {
  AuthenticationError,
  BaseUrlError,
  ContractError,
  NetworkError,
  RateLimitError,
  ScopeError,
  ServerError,
  TimeoutError,
} from "../../connectors/pennylane/mod.ts";
import { DOMAINS } from "../../domains/mod.ts";
import type { Session, SyncContext, Unit, UnitPlan, UnitResult } from "../types.ts";
import type { StagingShelf } from "../staging_shelf.ts";
import { NO_CHANGE } from "../sync_unit.ts";
import { accessOf, apiSource } from "./api_access.ts";
import type { ApiReading } from "./api_reading.ts";
import { feedsOf } from "./feeds.ts";
import { planApiUnit, type PlannedUnit, tellPlan } from "./plan_api_unit.ts";
import { KeysChangedError, rowKeysOf } from "./key_changes.ts";
import { readChanges } from "./read_changes.ts";
import { FeedGapError } from "./read_feed.ts";
import { readWhole } from "./read_whole.ts";

/** What reading one company needs. */
export interface UnitScope {
  readonly context: SyncContext;
  /** Holds the lock of the unit. */
  readonly session: Session;
  /** Staging tables of that session. */
  readonly shelf: StagingShelf;
  readonly unit: Unit;
  /**
   * Told when the connection broke, none was made, or a page for people came instead of an answer: only who knows how others
   * fared can tell whose fault that is.
   */
  readonly onLost: (error: Error) => void;
  /** Hears French remarks on what was read. */
  readonly note: (remark: string) => void;
}

/**
 * Reads one company from the API as it is planned, and merges it.
 *
 * @param scope The unit, locked.
 * @returns How the unit ended and, for a ledger, the other one; a fault of this company or its token alone is among them,
 *   and a lost connection.
 * @throws {UsageError} The proxy is wrong: that holds for every company.
 * @throws {ServiceError} The warehouse is lost.
 */
export async function readApiUnit(scope: UnitScope): Promise<UnitResult[]> {
  const { context, session, unit } = scope;
  const planned = await planApiUnit(context, session, unit);
  const { parts, plan } = planned;
  context.emit({
    type: "progress",
    text: `${DOMAINS[unit.domain].title} de « ${unit.company.name} » : ${tellPlan(plan)}`,
  });
  try {
    return await readPlanned(scope, planned);
  } catch (error) {
    if (error instanceof NetworkError || error instanceof BaseUrlError) scope.onLost(error);
    else if (!concernsThisCompany(error)) throw error;
    return parts.map(({ unit, state }) => ({
      unit,
      status: "failed",
      reason: reasonOf(error),
      retriable: error instanceof PennyError && error.retriable,
      plan,
      counts: NO_CHANGE,
      rows: state.rows,
      gates: [],
    }));
  }
}

async function readPlanned(
  { context, session, shelf, unit, note }: UnitScope,
  { parts, plan, cursor, isKept }: PlannedUnit,
): Promise<UnitResult[]> {
  const readAt = context.clock.now();
  const client = await accessOf(unit).client();
  const feeds = feedsOf(unit.domain, apiSource(unit));
  const rowKeys = rowKeysOf(unit, parts);
  const reading: ApiReading = {
    ...{ context, session, shelf, unit, client, parts, feeds, cursor, readAt, rowKeys, note },
    progress: { rows: 0, requests: 0, expected: plan.kind === "changes" ? null : plan.requests },
  };
  if (plan.kind !== "changes") return await readWhole(reading, { plan, isKept });
  try {
    return await readChanges(reading);
  } catch (error) {
    if (!(error instanceof FeedGapError)) throw error;
    const compare: UnitPlan = { ...plan, kind: "compare", reason: error.message, requests: null };
    // Rows that differ because other columns were read are no changes that should have been told.
    const comparable = isKept && !(error instanceof KeysChangedError);
    return await readWhole({ ...reading, cursor: null }, { plan: compare, isKept: comparable });
  }
}

/** A value that has another type than it should is shown; the rows of before are kept. */
function reasonOf(error: Error): string {
  if (!(error instanceof ContractError) || error.value === null) return error.message;
  return `${error.message} (valeur : « ${error.value} »)`;
}

/** One company's token, rights, answers or budget; the others may do better. */
function concernsThisCompany(error: unknown): error is Error {
  return [DataError, AuthenticationError, ScopeError, RateLimitError, ServerError, TimeoutError]
    .some((type) => error instanceof type);
}
