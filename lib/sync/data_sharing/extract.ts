import { plural } from "../../base/mod.ts";
import type { Domain } from "../../domains/mod.ts";
import { visibleCompanies } from "../companies.ts";
import { ensureMirror } from "../mirror_table.ts";
import { recordNotes } from "../run_notes.ts";
import { dropAbandonedStaging } from "../staging.ts";
import type { SourceReading, SyncContext, Unit } from "../types.ts";
import { withUnitLocks } from "../with_unit_locks.ts";
import { type Batch, planBatches } from "./batches.ts";
import { probeSource } from "./probe_source.ts";
import { type Extraction, readAndMerge } from "./read_and_merge.ts";
import { matchColumns } from "./source_columns.ts";
import { strayNotes } from "./stray_rows.ts";

/**
 * Reads a domain of Data Sharing into the mirror.
 *
 * @param context The synchronisation; Data Sharing is configured.
 * @param domain What to read.
 * @param options `units`: those that this run has not read; `refresh`: read again also what another process reads meanwhile.
 * @returns How the units ended; null when Data Sharing does not give the table.
 * @throws {ServiceError} The source or the warehouse cannot be reached.
 * @throws {DataError} The table is gone, or changed in a way that could corrupt the mirror.
 */
export async function extractFromDataSharing(
  context: SyncContext,
  domain: Domain,
  { units, refresh }: { readonly units: readonly Unit[]; readonly refresh: boolean },
): Promise<SourceReading | null> {
  const source = context.dataSharing!;
  await ensureMirror(context.db, domain, "data_sharing");
  const fields = await probeSource(source, domain.name, context.db);
  if (fields === null) return null;
  const columns = matchColumns(domain, fields);
  const known = new Set((await visibleCompanies(context)).map((c) => c.dataSharingId));
  return await context.db.session(async (session) => {
    await dropAbandonedStaging(session);
    const extraction: Extraction = { context, source, session, domain, columns };
    const { batches, notes: strays } = await plan(extraction, { due: units, known });
    const notes = [...columns.notes, ...strays];
    await recordNotes(
      session,
      { runId: context.runId, source: "data_sharing", domain: domain.name },
      notes,
    );
    const work = (batch: Batch<Unit>) => readAndMerge(extraction, batch);
    return { units: await withUnitLocks(batches, { context, session, refresh, work }), notes };
  });
}

/** One grouped statement tells how many rows each company has, and which rows belong to no company that we know. */
async function plan(
  { source, domain, columns, context }: Extraction,
  { due, known }: { readonly due: readonly Unit[]; readonly known: ReadonlySet<string | null> },
): Promise<{ batches: Batch<Unit>[]; notes: string[] }> {
  const counts = await source.countByCompany(domain.name, columns.companyColumn);
  const rowsOf = new Map(counts.map(({ companyId, rows }) => [companyId, rows]));
  const total = due.reduce((sum, unit) => sum + (rowsOf.get(unit.company.dataSharingId) ?? 0), 0);
  context.emit({ type: "progress", text: `${domain.title} : ${plural(total, "ligne")} à lire` });
  return {
    batches: planBatches(
      due.map((unit) => [unit, rowsOf.get(unit.company.dataSharingId) ?? 0]),
      { canSlice: domain.sliceBy !== undefined },
    ),
    notes: strayNotes(counts, known),
  };
}
