import type { DataSharing, Selection } from "../../connectors/data_sharing/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import type { Domain } from "../../domains/mod.ts";
import type { YearBounds } from "../fiscal_years.ts";
import type { Staging } from "../staging.ts";
import type { Unit } from "../types.ts";
import { type Batch, dateSlices } from "./batches.ts";
import { type Copied, type CopyStep, copySteps, renamedCompanies } from "./copy_steps.ts";
import type { SourceColumns } from "./source_columns.ts";

/** What one reading needs. */
export interface BatchReading {
  readonly staging: Staging;
  readonly domain: Domain;
  readonly batch: Batch<Unit>;
  readonly columns: SourceColumns;
  /** Bounds of the fiscal years, when the batch is cut. */
  readonly years: readonly YearBounds[];
  /** Whether to read the rows alive of the schema `etl`. @default false: `pennylane` */
  readonly etl?: boolean;
  /** Whether staging has the column {@linkcode SNAPSHOT_COLUMN}, to be filled. @default false */
  readonly marked?: boolean;
  /** Copied first, from the same snapshot if the connection holds. @default none */
  readonly first?: readonly CopyStep[];
}

/** Column of a staging table that is read in slices: the snapshot of a row, by default the first. */
export const SNAPSHOT_COLUMN = "_snapshot";

/**
 * Copies the rows of a batch into staging, from one snapshot of the source; only a batch that is cut is resumed from another
 * one at its last complete slice when the connection breaks.
 *
 * @param source Where to read.
 * @param session Connection that made the staging table.
 * @param reading What to read, and where to put it.
 * @returns Where the rows come from.
 */
export async function readBatch(
  source: DataSharing,
  session: Queryable,
  reading: BatchReading,
): Promise<Copied> {
  const { staging, batch, columns, first = [] } = reading;
  const slices = selections(reading);
  const mark = reading.marked ? { snapshotColumn: SNAPSHOT_COLUMN } : {};
  const copied = await copySteps(source, session, {
    steps: [
      ...first,
      ...slices.map((selection) => (
        { selection, table: staging.name, columns: columns.names, ...mark }
      )),
    ],
    resumable: batch.sliced,
    renamed: renamedCompanies(batch.units),
    ...(reading.etl ? { summarize: slices[0]! } : {}),
  });
  if (batch.units.length > 1) {
    await session.execute(`CREATE INDEX ON ${staging.table} (company_id)`);
  }
  await session.execute(`ANALYZE ${staging.table}`);
  return copied;
}

function selections({ domain, batch, columns, years, etl = false }: BatchReading): Selection[] {
  const whole: Selection = {
    table: domain.name,
    columns: columns.reads,
    companyColumn: columns.companyColumn,
    companies: batch.units.map((unit) => unit.company.dataSharingId!),
    ...(etl ? { schema: "etl", alive: true } : {}),
  };
  if (!batch.sliced || !domain.sliceBy) return [whole];
  const column = domain.columns.find(({ name }) => name === domain.sliceBy)!.sources.data_sharing!;
  return dateSlices(years).map((dates) => ({ ...whole, slice: { column, dates } }));
}
