import { DataError } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import type { Domain } from "../domains/mod.ts";
import { balanceGate, keyGate, scaleGate, shrinkGate } from "./gates.ts";
import { mergeUnit } from "./merge_unit.ts";
import type { GateResult, MergeCounts, Session, SyncContext, Unit, UnitResult } from "./types.ts";
import { moveUnitState, type UnitState } from "./unit_state.ts";

/** No row touched. */
export const NO_CHANGE: MergeCounts = { inserted: 0, updated: 0, deleted: 0, unchanged: 0 };

/** What a unit needs to be merged. */
export interface UnitReading {
  readonly domain: Domain;
  readonly unit: Unit;
  readonly state: UnitState;
  /** Quoted staging table that holds the whole unit as read from one snapshot. */
  readonly staging: string;
  readonly sourceCompanyId: string;
  /** Canonical columns that the source gave. */
  readonly columns: readonly string[];
  /** When the reading began. */
  readonly readAt: Date;
}

/** Raised inside the transaction of a unit to roll it back. */
class RedGate extends DataError {
  readonly gates: readonly GateResult[];

  constructor(gates: readonly GateResult[]) {
    super(gates.filter((gate) => gate.status === "red").map((gate) => gate.detail).join(" ; "));
    this.gates = gates;
  }
}

/**
 * Merges one unit, checks it and moves its state, all in one short transaction. A red check or an error leaves the old
 * rows as they were; the others go on.
 *
 * @param context The synchronisation.
 * @param session Connection that holds the unit's lock.
 * @param reading The rows that wait in staging.
 * @returns How it ended; never throws for a fault of this unit alone.
 */
export async function syncUnit(
  context: SyncContext,
  session: Session,
  reading: UnitReading,
): Promise<UnitResult> {
  const { unit, state } = reading;
  const kept = { unit, counts: NO_CHANGE, rows: state.rows };
  try {
    return await session.transaction((tx) => mergeAndCheck(context, tx, reading));
  } catch (error) {
    if (error instanceof RedGate) {
      return { ...kept, status: "red", reason: error.message, gates: error.gates };
    }
    // A lost connection or a full disk is not the fault of this unit: nothing can go on.
    if (!(error instanceof DataError)) throw error;
    return { ...kept, status: "failed", reason: error.message, gates: [] };
  }
}

async function mergeAndCheck(
  context: SyncContext,
  tx: Queryable,
  reading: UnitReading,
): Promise<UnitResult> {
  const { domain, unit, state } = reading;
  // The shape of the rows first: a merge of rows without a key would only give a worse message.
  const shape = [await keyGate(tx, domain, reading), await scaleGate(tx, domain, reading)]
    .filter((gate) => gate !== null);
  refuseRed(shape);
  const revision = String(BigInt(state.revision) + 1n);
  const counts = await mergeUnit(tx, { ...reading, revision });
  const gates = [
    ...shape,
    ...(await balanceGate(tx, domain, unit).then((gate) => gate ? [gate] : [])),
    ...(context.mayShrink?.(domain.name) ? [] : [shrinkGate(domain, state.rows, counts)]),
  ];
  refuseRed(gates);
  const changed = counts.inserted + counts.updated + counts.deleted > 0;
  const rows = counts.inserted + counts.updated + counts.unchanged;
  await moveUnitState(tx, unit, {
    from: state,
    revision: changed ? revision : state.revision,
    rows,
    readAt: reading.readAt,
    runId: context.runId,
  });
  return { unit, status: "ok", counts, rows, gates };
}

function refuseRed(gates: readonly GateResult[]): void {
  if (gates.some((gate) => gate.status === "red")) throw new RedGate(gates);
}
