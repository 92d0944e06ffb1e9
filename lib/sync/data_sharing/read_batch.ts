import type { DataSharing, Selection } from "../../connectors/data_sharing/mod.ts";
import { encodeCopyText, type Queryable } from "../../connectors/postgres/mod.ts";
import type { Domain } from "../../domains/mod.ts";
import type { YearBounds } from "../fiscal_years.ts";
import { type Batch, dateSlices } from "./batches.ts";
import { MIRROR_SCHEMA } from "../mirror_table.ts";
import type { SourceColumns } from "./source_columns.ts";
import type { Staging } from "../staging.ts";
import type { Unit } from "../types.ts";

/** What one reading needs. */
export interface BatchReading {
  readonly staging: Staging;
  readonly domain: Domain;
  readonly batch: Batch<Unit>;
  readonly columns: SourceColumns;
  /** Bounds of the fiscal years, when the batch is cut. */
  readonly years: readonly YearBounds[];
}

/**
 * Copies the rows of a batch into staging, from one snapshot of the source.
 *
 * @param source Where to read.
 * @param session Connection that made the staging table.
 * @param reading What to read, and where to put it.
 * @returns Rows read.
 */
export async function readBatch(
  source: DataSharing,
  session: Queryable,
  reading: BatchReading,
): Promise<number> {
  const { staging } = reading;
  const read = await source.snapshot(async (snapshot) => {
    await session.execute(`TRUNCATE ${staging.table}`);
    return await session.copyIn(
      {
        schema: MIRROR_SCHEMA,
        table: staging.name,
        columns: reading.columns.names,
        format: "text",
      },
      chunks(),
    );
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (const selection of selections(reading)) {
        for await (const rows of snapshot.read(selection)) yield encodeCopyText(rows);
      }
    }
  });
  if (reading.batch.units.length > 1) {
    await session.execute(`CREATE INDEX ON ${staging.table} (company_id)`);
  }
  await session.execute(`ANALYZE ${staging.table}`);
  return read;
}

function selections({ domain, batch, columns, years }: BatchReading): Selection[] {
  const whole: Selection = {
    table: domain.name,
    columns: columns.reads,
    companyColumn: columns.companyColumn,
    companies: batch.units.map((unit) => unit.company.dataSharingId!),
  };
  if (!batch.sliced || !domain.sliceBy) return [whole];
  const column = domain.columns.find(({ name }) => name === domain.sliceBy)!.sources.data_sharing!;
  return dateSlices(years).map((dates) => ({ ...whole, slice: { column, dates } }));
}
