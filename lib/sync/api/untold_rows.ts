import { type Queryable, quoteLiteral } from "../../connectors/postgres/mod.ts";
import { mirrorTable } from "../mirror_table.ts";
import { ofCompany } from "../of_company.ts";
import type { UnitResult } from "../types.ts";
import {
  type ApiReading,
  ENTRIES,
  ENTRY_ID,
  hasEntries,
  keptOf,
  mainOf,
  stagedIn,
} from "./api_reading.ts";
import { OVERLAP_MS } from "./read_feed.ts";

/** Quoted tables of a comparison. */
export interface ComparedTables {
  /** All that was read. */
  readonly raw: string;
  /** What feeds told. */
  readonly ids: string;
}

/** Rows that a comparison found changed although nobody had told it. */
export type Missed = NonNullable<UnitResult["missed"]>;

/**
 * Notes the rows that differ from those that are kept although no feed told them, by themselves or by their entry. A change of
 * the last five minutes is none of them: its event may be on its way.
 *
 * @param reading The unit.
 * @param tables Raw staging, and the ids that were told; takes those that were not.
 */
export async function noteUntold(
  reading: ApiReading,
  { raw, ids }: ComparedTables,
): Promise<void> {
  const { session, parts, unit: { company: { companyId } } } = reading;
  const main = mainOf(parts);
  const staged = stagedIn(reading, raw);
  const differing = (resource: string) =>
    `${staged(resource)} r FULL JOIN ${keptOf(reading)(resource)} k USING (id) ` +
    `WHERE r.data IS DISTINCT FROM k.data AND ${isSettled(reading)} AND id NOT IN (SELECT a.id ` +
    `FROM ${ofCompany(ids, companyId)} a WHERE a.use = 'asked' AND a.resource = `;
  await session.execute(
    `INSERT INTO ${ids} (company_id, use, resource, id) SELECT $1::bigint, CASE WHEN k.data IS NULL ` +
      "THEN 'inserted' WHEN r.data IS NULL THEN 'deleted' ELSE 'updated' END, $2::text, id FROM " +
      `${differing(main)} $2)`,
    [companyId, main],
  );
  if (!hasEntries(parts)) return;
  await session.execute(
    `INSERT INTO ${ids} (company_id, use, resource, id) SELECT l.company_id, 'updated', $1::text, l.id ` +
      `FROM ${staged(main)} l WHERE ${ENTRY_ID} IN (SELECT id FROM ${differing(ENTRIES)} $2))`,
    [main, ENTRIES],
  );
}

/** Condition on a row `r` that was read: instants of the API are texts of one form. */
function isSettled({ readAt }: ApiReading): string {
  const since = new Date(readAt.getTime() - OVERLAP_MS).toISOString();
  return `coalesce(r.data->>'updated_at' COLLATE "C" <= ${quoteLiteral(since)}, true)`;
}

/**
 * Counts those of the noted rows that made a row of the mirror differ: what Pennylane changes with time alone, or sends in
 * another order, does not.
 *
 * @param tx The transaction that has merged the rows.
 * @param reading The unit.
 * @param ids Quoted table of the ids.
 * @returns Main rows.
 */
export async function countMissed(
  tx: Queryable,
  { parts, unit }: ApiReading,
  ids: string,
): Promise<Missed> {
  const { companyId } = unit.company;
  const changed = parts.map(({ domain, state }) =>
    `EXISTS (SELECT FROM ${ofCompany(mirrorTable(domain, unit.source), companyId)} m ` +
    `WHERE m.id = i.id AND m._revision = ${BigInt(state.revision) + 1n})`
  );
  const noted = `${ofCompany(ids, companyId)} a`;
  const rows = await tx.many<{ use: keyof Missed; count: string }>(
    `SELECT use, count(*) AS count FROM (SELECT id, min(use) AS use FROM ${noted} ` +
      `WHERE use <> 'asked' GROUP BY id) i WHERE ${changed.join(" OR ")} GROUP BY use`,
  );
  const none: Missed = { inserted: 0, updated: 0, deleted: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ use, count }) => [use, Number(count)])) };
}
