import { plural } from "../../base/mod.ts";
import { stagingColumns } from "../column_types.ts";
import { fiscalYearsOf } from "../fiscal_years.ts";
import { ofCompany } from "../of_company.ts";
import { type Staging, withStaging } from "../staging.ts";
import { syncUnits } from "../sync_unit.ts";
import type { UnitResult } from "../types.ts";
import type { UnitReading } from "../unit_reading.ts";
import type { Batch } from "./batches.ts";
import type { Copied, CopyStep } from "./copy_steps.ts";
import type { Extraction, PlannedUnit } from "./extraction.ts";
import { countMissed, type Missed, missedNote } from "./missed.ts";
import { readBatch, SNAPSHOT_COLUMN } from "./read_batch.ts";
import { announcedWindows } from "./survey.ts";
import { readWatermark, watermarkOf } from "./watermark.ts";

/** Columns of a table of ids. */
export const ID_COLUMNS = [
  { name: "company_id", type: "bigint" },
  { name: "id", type: "bigint" },
] as const;

/**
 * Reads all rows of some units and merges the difference. With `etl`, what the source had announced since the last reading is
 * read too, so that differences which it had not announced are told.
 *
 * @param extraction The reading; its session holds the locks of the units.
 * @param batch At least one unit.
 * @returns How each unit ended.
 * @throws {DataError} Rows that cannot be read.
 */
export function syncWhole(
  extraction: Extraction,
  batch: Batch<PlannedUnit>,
): Promise<UnitResult[]> {
  const { session, domain } = extraction;
  const columns = [
    ...stagingColumns(domain, "data_sharing"),
    ...(batch.sliced ? [{ name: SNAPSHOT_COLUMN, type: "integer DEFAULT 1" }] : []),
  ];
  const comparable = batch.units.filter((planned) => canTellMissed(extraction, planned));
  return withStaging(session, { purpose: domain.name, columns }, (staging) => {
    if (comparable.length === 0) return readAndMerge(extraction, batch, { staging });
    return withStaging(
      session,
      { purpose: `ids_${domain.name}`, columns: ID_COLUMNS },
      (announced) => readAndMerge(extraction, batch, { staging, announced, comparable }),
    );
  });
}

/** Where rows wait, and what the source had announced of which units. */
interface Waiting {
  readonly staging: Staging;
  readonly announced?: Staging;
  readonly comparable?: readonly PlannedUnit[];
}

/** Rows that differ because other columns were read are no changes that the source had to announce. */
function canTellMissed({ etl, columns }: Extraction, { plan, state }: PlannedUnit): boolean {
  return etl && plan.kind === "compare" && readWatermark(state.cursor)?.columns === columns.mark;
}

async function readAndMerge(
  extraction: Extraction,
  batch: Batch<PlannedUnit>,
  waiting: Waiting,
): Promise<UnitResult[]> {
  const { context, source, session, domain, columns, etl } = extraction;
  const units = batch.units.map(({ unit }) => unit);
  const readAt = context.clock.now();
  const copied = await readBatch(source, session, {
    ...{ domain, columns, etl, staging: waiting.staging, marked: batch.sliced },
    batch: { ...batch, units },
    years: batch.sliced ? await fiscalYearsOf(session, units.map(({ company }) => company)) : [],
    first: announcedStep(extraction, waiting),
  });
  if (copied.snapshots > 1) await keepLaterRows(extraction, waiting.staging);
  if (waiting.announced) {
    await session.execute(`CREATE INDEX ON ${waiting.announced.table} (company_id, id)`);
    await session.execute(`ANALYZE ${waiting.announced.table}`);
  }
  const results: UnitResult[] = [];
  for (const planned of batch.units) {
    const reading = { ...readingOf(extraction, planned, { staging: waiting.staging, copied }) };
    results.push(await merge(extraction, planned, { ...waiting, reading: { ...reading, readAt } }));
  }
  return results;
}

/** The ids that `etl` announced, deleted ones included. */
function announcedStep(
  { domain, columns }: Extraction,
  { announced, comparable = [] }: Waiting,
): CopyStep[] {
  if (announced === undefined) return [];
  const { companyColumn } = columns;
  const changes = announcedWindows(comparable);
  const companies = comparable.map(({ unit }) => unit.company.dataSharingId!);
  return [{
    table: announced.name,
    columns: ID_COLUMNS.map(({ name }) => name),
    selection: {
      ...{ schema: "etl", table: domain.name, companyColumn, companies, changes },
      columns: [{ name: companyColumn }, { name: "id" }],
    },
  }];
}

/** Of a row whose date moved while slices were read from several snapshots, the later version. */
async function keepLaterRows({ session }: Extraction, { table }: Staging): Promise<void> {
  await session.execute(`CREATE INDEX ON ${table} (id)`);
  await session.execute(
    `DELETE FROM ${table} s USING (SELECT id, max(${SNAPSHOT_COLUMN}) AS last FROM ${table} GROUP BY id) l ` +
      `WHERE s.id = l.id AND s.${SNAPSHOT_COLUMN} < l.last`,
  );
}

function readingOf(
  { domain, columns, etl }: Extraction,
  { unit, state, plan }: PlannedUnit,
  { staging, copied }: { readonly staging: Staging; readonly copied: Copied },
): Omit<UnitReading, "readAt"> {
  const { companyId, dataSharingId } = unit.company;
  const common = { domain, unit, state, plan, columns: columns.names };
  if (copied.snapshots > 1) {
    return {
      ...common,
      staging: staging.table,
      // What is absent may have moved from a slice to one that had been read: only what was read is brought up to date.
      scope: `${ofCompany(staging.table, companyId)} AS read_ids`,
      cursor: null,
      compared: false,
    };
  }
  const cursor = etl ? watermarkOf(copied.summaries.get(dataSharingId), columns.mark) : null;
  return { ...common, staging: staging.table, scope: null, cursor };
}

async function merge(
  { context, session, note }: Extraction,
  planned: PlannedUnit,
  { announced, comparable, reading }: Waiting & { readonly reading: UnitReading },
): Promise<UnitResult> {
  const { company } = planned.unit;
  const tells = announced !== undefined && reading.scope === null && comparable?.includes(planned);
  let missed: Missed | undefined;
  const alongside = async (tx: Parameters<NonNullable<UnitReading["alongside"]>>[0]) => {
    missed = await countMissed(tx, reading, announced!.table);
  };
  const [result] = await syncUnits(context, session, [tells ? { ...reading, alongside } : reading]);
  if (result!.status !== "ok") return result!;
  if (reading.scope !== null) note(resumedNote(company.name, result!.rows));
  if (missed === undefined) return result!;
  const remark = missedNote(company.name, missed);
  if (remark !== null) note(remark);
  return { ...result!, missed };
}

function resumedNote(company: string, rows: number): string {
  return `${company} : lecture reprise après une coupure, ${plural(rows, "ligne")} gardées ; ` +
    "la prochaine exécution comparera tout";
}
