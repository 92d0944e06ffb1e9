import { DataError } from "../../base/mod.ts";
import { QueryError } from "../../connectors/postgres/mod.ts";
import { DOMAINS } from "../../domains/mod.ts";
import { NO_CHANGE } from "../sync_unit.ts";
import type { UnitResult } from "../types.ts";
import type { PlannedUnit } from "./extraction.ts";

/**
 * Reads units together. A value that cannot be read spoils the statement of all its companies: half and half again, until
 * that company is alone.
 *
 * @param units At least one.
 * @param read Reads and merges some of them; rejects with a `DataError` for rows that cannot be read.
 * @returns How each unit ended.
 * @throws {DataError} A fault of the source's table that concerns every company.
 */
export async function inHalves(
  units: readonly PlannedUnit[],
  read: (units: readonly PlannedUnit[]) => Promise<UnitResult[]>,
): Promise<UnitResult[]> {
  try {
    return await read(units);
  } catch (error) {
    if (!(error instanceof DataError) || concernsEveryRow(error)) throw error;
    if (units.length === 1) return [failed(units[0]!, error)];
  }
  const middle = Math.ceil(units.length / 2);
  return [
    ...await inHalves(units.slice(0, middle), read),
    ...await inHalves(units.slice(middle), read),
  ];
}

/** A missing column or a conflict of transactions is no fault of some rows: reading fewer of them would not help. */
function concernsEveryRow(error: DataError): boolean {
  return error instanceof QueryError && /^4[02]/.test(error.sqlState ?? "");
}

/** The result of a unit that kept its rows. */
function failed({ unit, state, plan }: PlannedUnit, error: DataError): UnitResult {
  return {
    ...{ unit, plan, counts: NO_CHANGE, rows: state.rows, gates: [] },
    status: "failed",
    reason: isUnreadableValue(error) ? unreadableText(unit, error) : error.message,
  };
}

/** A value that does not fit its type (class 22): the statement that met it says nothing to a user. */
function isUnreadableValue(error: DataError): boolean {
  return error instanceof QueryError && error.sqlState?.startsWith("22") === true;
}

function unreadableText({ domain, company }: PlannedUnit["unit"], { message }: DataError): string {
  const state = message.slice(message.indexOf(" : ") + 3, message.lastIndexOf(" ; "));
  return `Impossible de lire « ${
    DOMAINS[domain].title
  } » de « ${company.name} » dans Data Sharing : ` +
    `une valeur ne peut pas être reprise (${state}) ; corrigez-la dans Pennylane, puis relancez`;
}
