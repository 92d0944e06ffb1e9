import { stagingColumns } from "../column_types.ts";
import { mirrorTable } from "../mirror_table.ts";
import { ofCompany } from "../of_company.ts";
import { type Staging, withStaging } from "../staging.ts";
import { syncUnits } from "../sync_unit.ts";
import type { UnitResult } from "../types.ts";
import { type Copied, copySteps, renamedCompanies } from "./copy_steps.ts";
import type { Extraction, PlannedUnit } from "./extraction.ts";
import { changeWindows } from "./survey.ts";
import { ID_COLUMNS } from "./sync_whole.ts";
import { watermarkOf } from "./watermark.ts";

/** How units ended whose changes were read. */
export interface ChangesOutcome {
  readonly results: readonly UnitResult[];
  /** Units whose rows would not be as many as the source's after their changes: they are to be compared. */
  readonly doubtful: readonly PlannedUnit[];
}

/** The ids that changed, deleted ones included, and the rows of them that are alive. */
interface Waiting {
  readonly scope: Staging;
  readonly staging: Staging;
}

/**
 * Reads what `etl` says has changed in some units, and merges it: rows that it says are deleted are marked so. Of a domain
 * whose rows repeat an id, the whole group of each id that changed is read.
 *
 * @param extraction The reading; its session holds the locks of the units.
 * @param units At least one, each with a watermark.
 * @returns How they ended, and which of them are to be compared.
 * @throws {DataError} Rows that cannot be read.
 */
export function syncChanges(
  extraction: Extraction,
  units: readonly PlannedUnit[],
): Promise<ChangesOutcome> {
  const { session, domain, context } = extraction;
  const columns = stagingColumns(domain, "data_sharing");
  const readAt = context.clock.now();
  return withStaging(session, { purpose: domain.name, columns }, (staging) =>
    withStaging(
      session,
      { purpose: `ids_${domain.name}`, columns: ID_COLUMNS },
      async (scope) => {
        const copied = await readChanges(extraction, units, { scope, staging });
        return await mergeAll(extraction, units, { scope, staging, copied, readAt });
      },
    ));
}

async function readChanges(
  { context, source, session, domain, columns }: Extraction,
  units: readonly PlannedUnit[],
  { scope, staging }: Waiting,
): Promise<Copied> {
  const { companyColumn } = columns;
  const changed = {
    ...{ schema: "etl", table: domain.name, companyColumn } as const,
    companies: units.map(({ unit }) => unit.company.dataSharingId!),
    changes: changeWindows(context, units),
  };
  const ids = [{ name: companyColumn }, { name: "id" }];
  const group = domain.ordinal ? { groupColumn: "id" } : {};
  const copied = await copySteps(source, session, {
    steps: [
      {
        selection: { ...changed, columns: ids },
        table: scope.name,
        columns: ID_COLUMNS.map(({ name }) => name),
      },
      {
        selection: { ...changed, ...group, columns: columns.reads, alive: true },
        table: staging.name,
        columns: columns.names,
      },
    ],
    resumable: false,
    renamed: renamedCompanies(units.map(({ unit }) => unit)),
    summarize: changed,
  });
  // A mirror that was filled just now has no statistics: without an index each of its rows could read all that waits.
  for (const { table } of [scope, staging]) {
    await session.execute(`CREATE INDEX ON ${table} (company_id, id)`);
    await session.execute(`ANALYZE ${table}`);
  }
  return copied;
}

async function mergeAll(
  extraction: Extraction,
  units: readonly PlannedUnit[],
  { scope, staging, copied, readAt }: Waiting & {
    readonly copied: Copied;
    readonly readAt: Date;
  },
): Promise<ChangesOutcome> {
  const { context, session, domain, columns } = extraction;
  const results: UnitResult[] = [];
  const doubtful: PlannedUnit[] = [];
  for (const planned of units) {
    const { companyId, dataSharingId } = planned.unit.company;
    const summary = copied.summaries.get(dataSharingId);
    const read = `${ofCompany(scope.table, companyId)} AS changed`;
    const rows = await rowsAfter(extraction, planned, { staging, read });
    const alive = summary?.alive ?? 0;
    if (rows !== alive) {
      const reason = `${rows} lignes après les changements, ${alive} à la source`;
      doubtful.push({
        ...planned,
        plan: { ...planned.plan, kind: "compare", rows: alive, reason },
      });
      continue;
    }
    results.push(
      ...await syncUnits(context, session, [{
        ...planned,
        ...{ domain, columns: columns.names, readAt },
        staging: staging.table,
        scope: read,
        cursor: watermarkOf(summary, columns.mark),
      }]),
    );
  }
  return { results, doubtful };
}

/** Rows alive that the mirror would have after a merge. */
async function rowsAfter(
  { session, domain }: Extraction,
  { unit }: PlannedUnit,
  { staging, read }: { readonly staging: Staging; readonly read: string },
): Promise<number> {
  const { rows } = await session.one<{ rows: string }>(
    `SELECT (SELECT count(*) FROM ${mirrorTable(domain, unit.source)} m WHERE company_id = $1 ` +
      `AND _deleted_at IS NULL AND NOT EXISTS (SELECT FROM ${read} WHERE changed.id = m.id)) + ` +
      `(SELECT count(*) FROM ${staging.table} WHERE company_id = $1) AS rows`,
    [unit.company.companyId],
  );
  return Number(rows);
}
