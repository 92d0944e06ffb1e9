import { DataError } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { DOMAINS } from "../domains/mod.ts";
import { dateGate } from "./date_gate.ts";
import { balanceGate, keyGate, scaleGate, shrinkGate } from "./gates.ts";
import { mergeUnit } from "./merge_unit.ts";
import { mirrorTable } from "./mirror_table.ts";
import type { GateResult, MergeCounts, Session, SyncContext, Unit, UnitResult } from "./types.ts";
import { countNulls, nullGate } from "./null_gate.ts";
import { sourceOf } from "./source_choice.ts";
import { moveUnitState, type UnitState } from "./unit_state.ts";
import type { UnitReading } from "./unit_reading.ts";

/** No row touched. */
export const NO_CHANGE: MergeCounts = { inserted: 0, updated: 0, deleted: 0, unchanged: 0 };

/** Raised inside the transaction of a unit to roll it back. */
class RedGate extends DataError {
  readonly gates: readonly GateResult[];

  constructor(gates: readonly GateResult[]) {
    super(gates.filter((gate) => gate.status === "red").map((gate) => gate.detail).join(" ; "));
    this.gates = gates;
  }
}

/**
 * Merges readings that belong together, checks them and moves their states, all in one short transaction. A red check or an
 * error leaves the old rows of all of them as they were; other units go on.
 *
 * @param context The synchronisation.
 * @param session Connection that holds the lock of the units.
 * @param readings The rows that wait in staging; usually one unit, with the API both ledgers of a company.
 * @returns How each ended, in their order; never throws for a fault of these units alone.
 */
export async function syncUnits(
  context: SyncContext,
  session: Session,
  readings: readonly UnitReading[],
): Promise<UnitResult[]> {
  let at = readings[0]!;
  try {
    return await session.transaction(async (tx) => {
      const results: UnitResult[] = [];
      for (at of readings) results.push(await mergeAndCheck(context, tx, at));
      return results;
    });
  } catch (error) {
    // A lost connection or a full disk is not the fault of this unit: nothing can go on.
    if (!(error instanceof DataError)) throw error;
    return readings.map((reading) => refused(reading, error, at));
  }
}

/** A unit that kept its rows: for its own fault, or for that of the one that it belongs together with. */
function refused(reading: UnitReading, error: DataError, cause: UnitReading): UnitResult {
  const { unit, state } = reading;
  const kept = { unit, plan: reading.plan, counts: NO_CHANGE, rows: state.rows };
  const status = error instanceof RedGate ? "red" : "failed";
  if (reading !== cause) {
    return { ...kept, status, reason: `${cause.domain.title} : ${error.message}`, gates: [] };
  }
  const gates = error instanceof RedGate ? error.gates : [];
  return { ...kept, status, reason: error.message, retriable: error.retriable, gates };
}

async function mergeAndCheck(
  context: SyncContext,
  tx: Queryable,
  reading: UnitReading,
): Promise<UnitResult> {
  const { domain, unit } = reading;
  const state = await startingState(tx, reading);
  // The shape of the rows first: a merge of rows without a key would only give a worse message.
  const shape = [
    await keyGate(tx, domain, reading),
    await scaleGate(tx, domain, reading),
    await dateGate(tx, domain, reading),
  ].filter((gate) => gate !== null);
  refuseRed(shape);
  const revision = String(BigInt(state.revision) + 1n);
  // What the source itself says is deleted or empty is not judged: only a whole reading can have lost something.
  const judged = reading.scope === null && !context.mayShrink?.(domain.name);
  const nulls = judged && state.rows > 0 ? await countNulls(tx, reading) : null;
  const counts = await mergeUnit(tx, { ...reading, revision, rows: state.rows });
  const rows = counts.inserted + counts.updated + counts.unchanged;
  const balance = await balanceGate(tx, context, { domain, unit });
  const gates = [...shape, ...(balance === null ? [] : [balance])];
  if (judged) gates.push(shrinkGate(domain, state.rows, counts));
  if (nulls !== null) {
    const after = { nulls: await countNulls(tx, reading), rows };
    gates.push(nullGate(reading, { nulls, rows: state.rows }, after));
  }
  refuseRed(gates);
  await reading.alongside?.(tx);
  const changed = counts.inserted + counts.updated + counts.deleted > 0;
  await moveUnitState(tx, unit, {
    from: state,
    revision: changed ? revision : state.revision,
    rows,
    readAt: reading.readAt,
    runId: context.runId,
    plan: reading.plan.kind,
    cursor: reading.cursor,
    ...(reading.compared === undefined ? {} : { compared: reading.compared }),
  });
  await putInForce(context, tx, unit);
  return { unit, status: "ok", plan: reading.plan, counts, rows, gates };
}

/**
 * The counter of a unit whose state is lost goes on above the revisions of its mirror, and all its rows are published again:
 * a publication that knows higher revisions would never look at lower ones, nor at rows that are gone with the mirror.
 */
async function startingState(
  tx: Queryable,
  { domain, unit, state }: UnitReading,
): Promise<UnitState> {
  if (state.version !== "0") return state;
  await tx.execute(
    "DELETE FROM penny.publications WHERE source = $1 AND company_id = $2 " +
      "AND right(table_name, length($3::text) + 1) = '.' || $3::text",
    [unit.source, unit.company.companyId, domain.name],
  );
  const { revision } = await tx.one<{ revision: string }>(
    `SELECT coalesce(max(_revision), 0) AS revision FROM ${mirrorTable(domain, unit.source)} ` +
      "WHERE company_id = $1",
    [unit.company.companyId],
  );
  return { ...state, revision };
}

/**
 * Notes that a unit was looked at and that its source says that nothing has changed.
 *
 * @param context The synchronisation.
 * @param session Connection that holds the lock of the unit.
 * @param reading The unit, its state and its plan.
 * @returns The result of a unit without a change.
 */
export async function confirmUnchanged(
  context: SyncContext,
  session: Session,
  { unit, state, plan, readAt }: Pick<UnitReading, "unit" | "state" | "plan" | "readAt">,
): Promise<UnitResult> {
  const { rows, revision, cursor } = state;
  await session.transaction(async (tx) => {
    const { runId } = context;
    await moveUnitState(tx, unit, {
      ...{ from: state, revision, rows, readAt, runId, cursor },
      plan: plan.kind,
    });
    await putInForce(context, tx, unit);
  });
  return { unit, status: "ok", plan, counts: { ...NO_CHANGE, unchanged: rows }, rows, gates: [] };
}

/** A source that shall give the domain gives it from its first green reading on. */
async function putInForce(context: SyncContext, tx: Queryable, unit: Unit): Promise<void> {
  const { source } = sourceOf(DOMAINS[unit.domain], unit.company, context.sourceChoice);
  if (source !== unit.source) return;
  await tx.execute(
    "INSERT INTO penny.sources_in_force AS f (domain, company_id, source) VALUES ($1, $2, $3) " +
      "ON CONFLICT (company_id, domain) DO UPDATE SET source = excluded.source, since = now() " +
      "WHERE f.source <> excluded.source",
    [unit.domain, unit.company.companyId, source],
  );
}

function refuseRed(gates: readonly GateResult[]): void {
  if (gates.some((gate) => gate.status === "red")) throw new RedGate(gates);
}
