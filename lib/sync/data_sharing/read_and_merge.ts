import { DataError } from "../../base/mod.ts";
import type { DataSharing } from "../../connectors/data_sharing/mod.ts";
import { QueryError } from "../../connectors/postgres/mod.ts";
import type { Domain } from "../../domains/mod.ts";
import { stagingColumns } from "../column_types.ts";
import type { Batch } from "./batches.ts";
import { planFor, SILENT } from "../plan_for.ts";
import { fiscalYearsOf } from "../fiscal_years.ts";
import { readBatch } from "./read_batch.ts";
import type { SourceColumns } from "./source_columns.ts";
import { type Staging, withStaging } from "../staging.ts";
import { NO_CHANGE, syncUnits } from "../sync_unit.ts";
import type { Session, SyncContext, Unit, UnitResult } from "../types.ts";
import { readUnitStates, type UnitState } from "../unit_state.ts";

/** Everything that the steps of one extraction share; once it has its session they ask for no other connection. */
export interface Extraction {
  readonly context: SyncContext;
  readonly source: DataSharing;
  readonly session: Session;
  readonly domain: Domain;
  readonly columns: SourceColumns;
}

/**
 * Reads the units of a batch into staging and merges them one after the other. A value that cannot be read spoils the
 * statement of all its companies: half and half again, until that company is alone.
 *
 * @param extraction The reading; its session holds the locks of the units.
 * @param batch At least one unit.
 * @returns How each unit ended.
 * @throws {ServiceError} The source or the warehouse cannot be reached.
 * @throws {DataError} A fault of the source's table that concerns every company.
 */
export async function readAndMerge(
  extraction: Extraction,
  batch: Batch<Unit>,
): Promise<UnitResult[]> {
  const { context, session, domain } = extraction;
  const states = await readUnitStates(session, batch.units);
  const readAt = context.clock.now();
  const outcome = await withStaging(
    session,
    { purpose: domain.name, columns: stagingColumns(domain, "data_sharing") },
    async (staging) =>
      await readOrRefuse(extraction, batch, staging) ??
        await mergeUnits(extraction, batch.units, { staging, states, readAt }),
  );
  if (!(outcome instanceof DataError)) return outcome;
  const { units } = batch;
  if (units.length === 1) return [failed(units[0]!, states[0]!, outcome)];
  const middle = Math.ceil(units.length / 2);
  return [
    ...await readAndMerge(extraction, { ...batch, units: units.slice(0, middle) }),
    ...await readAndMerge(extraction, { ...batch, units: units.slice(middle) }),
  ];
}

/** Merges units that wait in staging, one after the other. */
async function mergeUnits(
  { context, session, domain, columns }: Extraction,
  units: readonly Unit[],
  { staging, states, readAt }: {
    readonly staging: Staging;
    readonly states: readonly UnitState[];
    readonly readAt: Date;
  },
): Promise<UnitResult[]> {
  const results: UnitResult[] = [];
  for (const [i, unit] of units.entries()) {
    results.push(
      ...await syncUnits(context, session, [{
        domain,
        unit,
        state: states[i]!,
        staging: staging.table,
        scope: null,
        plan: planFor(context, states[i]!, SILENT),
        cursor: null,
        sourceCompanyId: unit.company.dataSharingId!,
        columns: columns.names,
        readAt,
      }]),
    );
  }
  return results;
}

/** Fills staging; answers the error that concerns these rows alone, throws when nothing can go on. */
async function readOrRefuse(
  { source, session, domain, columns }: Extraction,
  batch: Batch<Unit>,
  staging: Staging,
): Promise<DataError | null> {
  const years = batch.sliced ? await fiscalYearsOf(session, batch.units.map((u) => u.company)) : [];
  try {
    await readBatch(source, session, { staging, domain, batch, columns, years });
    return null;
  } catch (error) {
    if (error instanceof DataError && !concernsEveryRow(error)) return error;
    throw error;
  }
}

/** A missing column or a conflict of transactions is no fault of some rows: reading fewer of them would not help. */
function concernsEveryRow(error: DataError): boolean {
  return error instanceof QueryError && /^4[02]/.test(error.sqlState ?? "");
}

function failed(unit: Unit, state: UnitState, error: DataError): UnitResult {
  return {
    unit,
    status: "failed",
    reason: error.message,
    counts: NO_CHANGE,
    rows: state.rows,
    gates: [],
  };
}
