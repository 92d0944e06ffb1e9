import { type Queryable, quoteIdentifier, quoteName } from "../connectors/postgres/mod.ts";
import type { SourceName } from "../domains/mod.ts";
import type { PublishedTable, ReadyTable } from "./published_table.ts";
import type { MergeCounts } from "./types.ts";

/** What one company brings to a publication. */
export interface CompanyShare {
  readonly companyId: string;
  readonly source: SourceName;
  /** Quoted mirror that the rows were read from. */
  readonly mirror: string;
  /** Revision published before; `null`: all rows of the company are in staging. */
  readonly since: string | null;
  /** Revision of the snapshot that was read. */
  readonly upTo: string;
}

/** What the merge works on. */
export interface PublishMerge {
  readonly table: PublishedTable;
  readonly ready: ReadyTable;
  /** Quoted staging table with the published columns. */
  readonly staging: string;
  readonly shares: readonly CompanyShare[];
}

/**
 * Brings the published table to the state of staging for the given companies, in the caller's transaction. Rows that are
 * equal are not written.
 *
 * @param tx The transaction that readers see whole or not at all.
 * @param merge The table, the staged rows and what each company brings.
 * @returns Exact counts by company; `unchanged` counts all its rows that were not written.
 */
export async function mergePublished(
  tx: Queryable,
  merge: PublishMerge,
): Promise<Map<string, MergeCounts>> {
  const deleted = await deleteAbsent(tx, merge);
  const written = await upsert(tx, merge);
  const rows = await countRows(tx, merge);
  return new Map(merge.shares.map(({ companyId }) => {
    const { inserted, updated } = written.get(companyId) ?? { inserted: 0, updated: 0 };
    return [companyId, {
      inserted,
      updated,
      deleted: deleted.get(companyId) ?? 0,
      unchanged: (rows.get(companyId) ?? 0) - inserted - updated,
    }];
  }));
}

/**
 * Deletes what no longer comes out: of a whole company every key that is not in staging; else the keys that the mirror
 * changed since, and that are not in staging.
 */
async function deleteAbsent(tx: Queryable, merge: PublishMerge): Promise<Map<string, number>> {
  const { table, staging, shares } = merge;
  const target = quoteName(table.schema, table.name);
  const absent = `NOT EXISTS (SELECT 1 FROM ${staging} s WHERE ${sameKey(table, "s", "p")})`;
  const deleted = new Map<string, number>();
  const whole = shares.filter((share) => share.since === null).map((share) => share.companyId);
  if (whole.length > 0) {
    const rows = await tx.many<{ company_id: string; n: string }>(
      `WITH gone AS (DELETE FROM ${target} p WHERE p.company_id = ANY($1::bigint[]) AND ${absent} ` +
        "RETURNING p.company_id) SELECT company_id, count(*) AS n FROM gone GROUP BY 1",
      [whole],
    );
    for (const { company_id, n } of rows) deleted.set(company_id, Number(n));
  }
  for (const { companyId, mirror, since, upTo } of shares) {
    if (since === null) continue;
    const count = await tx.execute(
      `DELETE FROM ${target} p USING ${mirror} m WHERE m.company_id = $1 AND m._revision > $2 ` +
        `AND m._revision <= $3 AND ${sameKey(table, "m", "p")} AND ${absent}`,
      [companyId, since, upTo],
    );
    deleted.set(companyId, count);
  }
  return deleted;
}

async function upsert(
  tx: Queryable,
  { table, ready, staging, shares }: PublishMerge,
): Promise<Map<string, { inserted: number; updated: number }>> {
  const target = quoteName(table.schema, table.name);
  const names = table.columns.map(({ name }) => name);
  const written = names.map((name) => quoteIdentifier(ready.writeTo.get(name)!));
  const retired = ready.retired.map(quoteIdentifier);
  const all = [...written, ...retired];
  const key = new Set(table.key.map(quoteIdentifier));
  const others = all.filter((column) => !key.has(column));
  const set = others.length === 0
    ? "NOTHING"
    : `UPDATE SET ${others.map((c) => `${c} = excluded.${c}`).join(", ")} ` +
      `WHERE (${others.map((c) => `p.${c}`).join(", ")}) IS DISTINCT FROM ` +
      `(${others.map((c) => `excluded.${c}`).join(", ")})`;
  const rows = await tx.many<{ company_id: string; inserted: string; updated: string }>(
    `WITH merged AS (INSERT INTO ${target} AS p (${all.join(", ")}) ` +
      `SELECT ${
        [...names.map(quoteIdentifier), ...retired.map(() => "NULL")].join(", ")
      } FROM ${staging} ` +
      `WHERE company_id = ANY($1::bigint[]) ` +
      `ON CONFLICT (${
        [...key].join(", ")
      }) DO ${set} RETURNING p.company_id, (xmax = 0) AS fresh) ` +
      "SELECT company_id, count(*) FILTER (WHERE fresh) AS inserted, " +
      "count(*) FILTER (WHERE NOT fresh) AS updated FROM merged GROUP BY 1",
    [shares.map((share) => share.companyId)],
  );
  return new Map(rows.map((row) => [
    row.company_id,
    { inserted: Number(row.inserted), updated: Number(row.updated) },
  ]));
}

async function countRows(
  tx: Queryable,
  { table, shares }: PublishMerge,
): Promise<Map<string, number>> {
  const rows = await tx.many<{ company_id: string; n: string }>(
    `SELECT company_id, count(*) AS n FROM ${quoteName(table.schema, table.name)} ` +
      "WHERE company_id = ANY($1::bigint[]) GROUP BY 1",
    [shares.map((share) => share.companyId)],
  );
  return new Map(rows.map((row) => [row.company_id, Number(row.n)]));
}

function sameKey(table: PublishedTable, left: string, right: string): string {
  return table.key.map((name) =>
    `${left}.${quoteIdentifier(name)} = ${right}.${quoteIdentifier(name)}`
  )
    .join(" AND ");
}
