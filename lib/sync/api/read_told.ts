import type { Staging } from "../staging.ts";
import { type ApiReading, ENTRIES, ENTRY_ID, hasEntries, mainOf, stagedIn } from "./api_reading.ts";
import type { KnownRows } from "./api_rows.ts";
import type { Told } from "./fold_events.ts";
import { requestsFor, rowsByIds } from "./resource_ids.ts";
import { stageResource } from "./stage_resource.ts";
import { noteAsked } from "./unit_ids.ts";

/** Where told rows go, and what is known before. */
export interface ToldTables {
  /** Takes the rows; those of the same ids that are there are replaced. */
  readonly raw: Staging;
  /** Takes the ids that were asked for. */
  readonly ids: Staging;
  readonly known: KnownRows;
}

/**
 * Reads the rows that feeds told, and the ledger entries of those rows and of documents that changed. What is asked for and
 * does not come has vanished between the feed and the reading.
 *
 * @param reading The unit.
 * @param told What its feeds told.
 * @param tables Where it goes.
 * @returns Requests sent.
 */
export async function readTold(
  reading: ApiReading,
  told: Told,
  tables: ToldTables,
): Promise<number> {
  const main = mainOf(reading.parts);
  const rows = new Set([...told.rows, ...await rowsOfEntries(reading, told, tables.known)]);
  for (const id of told.gone) rows.delete(id);
  const touched = [...rows, ...told.gone];
  const entries = new Set(await entriesTold(reading, { touched, told }, tables.known));
  let requests = await readAgain(reading, tables, { resource: main, ids: rows, gone: told.gone });
  if (!hasEntries(reading.parts)) return requests;
  const now = await reading.session.many<{ id: string }>(
    `SELECT DISTINCT ${ENTRY_ID} AS id FROM ${stagedIn(reading, tables.raw.table)(main)} r ` +
      `WHERE id = ANY($1::bigint[]) AND ${ENTRY_ID} IS NOT NULL`,
    [[...rows]],
  );
  for (const { id } of now) entries.add(Number(id));
  requests += await readAgain(reading, tables, { resource: ENTRIES, ids: entries, gone: [] });
  return requests;
}

/**
 * Notes what feeds told without reading it: it is read whole anyhow.
 *
 * @param reading The unit.
 * @param told What its feeds told.
 * @param tables The rows known before; ids take all that will not surprise.
 */
export async function noteTold(
  reading: ApiReading,
  told: Told,
  { ids, known }: Pick<ToldTables, "ids" | "known">,
): Promise<void> {
  const { session, parts, unit: { company: { companyId } } } = reading;
  const touched = [...told.rows, ...told.gone, ...await rowsOfEntries(reading, told, known)];
  const entries = [...await entriesTold(reading, { touched, told }, known), ...told.documents];
  await noteAsked(session, ids.table, { companyId, resource: mainOf(parts), ids: touched });
  await noteAsked(session, ids.table, { companyId, resource: ENTRIES, ids: entries });
}

/** Known rows of the entries whose categories changed; a document has the id of its entry. */
async function rowsOfEntries(
  { session, parts }: ApiReading,
  { rowsOf }: Told,
  known: KnownRows,
): Promise<number[]> {
  if (rowsOf.size === 0) return [];
  const entry = hasEntries(parts) ? ENTRY_ID : "id";
  const rows = await session.many<{ id: string }>(
    `SELECT id FROM ${known(mainOf(parts))} k WHERE ${entry} = ANY($1::bigint[])`,
    [[...rowsOf]],
  );
  return rows.map(({ id }) => Number(id));
}

/** Known entries of rows that changed, and of documents that did. */
async function entriesTold(
  { session, parts }: ApiReading,
  { touched, told }: { readonly touched: readonly number[]; readonly told: Told },
  known: KnownRows,
): Promise<number[]> {
  if (!hasEntries(parts) || touched.length + told.documents.size === 0) return [];
  const rows = await session.many<{ id: string }>(
    `SELECT ${ENTRY_ID} AS id FROM ${known(mainOf(parts))} k ` +
      `WHERE id = ANY($1::bigint[]) AND ${ENTRY_ID} IS NOT NULL ` +
      `UNION SELECT id FROM ${known(ENTRIES)} k WHERE id = ANY($2::bigint[])`,
    [touched, [...told.documents]],
  );
  return rows.map(({ id }) => Number(id));
}

/** Reads rows by their ids in place of those that are staged. */
async function readAgain(
  reading: ApiReading,
  { raw, ids: table }: ToldTables,
  { resource, ids, gone }: {
    readonly resource: string;
    readonly ids: ReadonlySet<number>;
    readonly gone: Iterable<number>;
  },
): Promise<number> {
  const { session, client, unit: { company: { companyId } } } = reading;
  const asked = [...ids, ...gone];
  if (asked.length === 0) return 0;
  await noteAsked(session, table.table, { companyId, resource, ids: asked });
  await session.execute(
    `DELETE FROM ${raw.table} WHERE company_id = $1 AND resource = $2 AND id = ANY($3::bigint[])`,
    [companyId, resource, asked],
  );
  await stageResource(reading, { raw, resource, pages: rowsByIds(client, resource, [...ids]) });
  return requestsFor(ids.size);
}
