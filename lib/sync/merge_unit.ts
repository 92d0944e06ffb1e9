import { type Queryable, quoteIdentifier } from "../connectors/postgres/mod.ts";
import type { Domain } from "../domains/mod.ts";
import { mirrorTable } from "./mirror_table.ts";
import { ofCompany } from "./of_company.ts";
import type { MergeCounts, Unit } from "./types.ts";

/** What a merge reads and how it marks what it writes. */
export interface MergeOptions {
  readonly domain: Domain;
  readonly unit: Unit;
  /** Quoted staging table, with Penny's ids of the companies. */
  readonly staging: string;
  /** The unit's counter after this merge. */
  readonly revision: string;
  /** Columns that the source gave; the others are null. */
  readonly columns: readonly string[];
  /** Quoted table whose column `id` holds the ids that were read; `null`: all of the unit was read. */
  readonly scope: string | null;
  /** Rows alive before. */
  readonly rows: number;
}

/**
 * Brings the mirror of one unit to the state of its staging rows, in the caller's transaction: rows that are absent, of
 * those that were read, are marked as deleted, new and changed ones written, equal ones left alone.
 *
 * @param tx The unit's transaction.
 * @param options What is merged, from where, under which revision.
 * @returns Exact counts; `unchanged` counts the rows that were not written.
 */
export async function mergeUnit(
  tx: Queryable,
  options: MergeOptions,
): Promise<MergeCounts> {
  const deleted = await markDeleted(tx, options);
  const { staged, inserted, updated } = await upsert(tx, options);
  const alive = options.scope === null ? staged : options.rows + inserted - deleted;
  return { inserted, updated, deleted, unchanged: alive - inserted - updated };
}

/** Rows of the company that are alive in the mirror and absent from staging, as far as they were read. */
function markDeleted(tx: Queryable, options: MergeOptions): Promise<number> {
  const { domain, unit, scope } = options;
  const read = scope === null ? "" : `AND m.id IN (SELECT id FROM ${scope}) `;
  const same = domain.key
    .filter((name) => name !== "company_id")
    .map((name) => `s.${quoteIdentifier(name)} = m.${quoteIdentifier(name)}`);
  return tx.execute(
    `UPDATE ${mirrorTable(domain, unit.source)} m SET _deleted_at = now(), _revision = $1 ` +
      `WHERE m.company_id = $2 AND m._deleted_at IS NULL ${read}AND NOT EXISTS (` +
      `SELECT 1 FROM ${stagedRows(options)} s WHERE ${["true", ...same].join(" AND ")})`,
    [options.revision, unit.company.companyId],
  );
}

interface UpsertCounts {
  readonly staged: number;
  readonly inserted: number;
  readonly updated: number;
}

/** A row that comes back after its deletion counts as inserted. */
async function upsert(tx: Queryable, options: MergeOptions): Promise<UpsertCounts> {
  const { domain, unit } = options;
  const { key } = domain;
  const mirror = mirrorTable(domain, unit.source);
  const given = new Set(options.columns);
  const columns = domain.columns.map((column) => column.name);
  const values = columns.map((name) => {
    return given.has(name) || key.includes(name) ? `s.${quoteIdentifier(name)}` : "NULL";
  });
  const others = columns.filter((name) => !key.includes(name));
  const list = (names: readonly string[], prefix: string) =>
    names.map((name) => `${prefix}.${quoteIdentifier(name)}`).join(", ");
  const assignments = others.map((n) => `${quoteIdentifier(n)} = excluded.${quoteIdentifier(n)}`);
  const changed = others.length === 0
    ? "false"
    : `(${list(others, "m")}) IS DISTINCT FROM (${list(others, "excluded")})`;
  const revived = await countRevived(tx, options);
  const staged = ofCompany(options.staging, unit.company.companyId);
  const counts = await tx.one<Record<keyof UpsertCounts, string>>(
    `WITH merged AS (INSERT INTO ${mirror} AS m (${
      columns.map(quoteIdentifier).join(", ")
    }, _revision) ` +
      `SELECT ${values.join(", ")}, $1::bigint FROM ${stagedRows(options)} s ` +
      `ON CONFLICT (${key.map(quoteIdentifier).join(", ")}) DO UPDATE SET ` +
      `${[...assignments, "_revision = excluded._revision", "_deleted_at = NULL"].join(", ")} ` +
      `WHERE ${changed} OR m._deleted_at IS NOT NULL RETURNING (xmax = 0) AS inserted) ` +
      `SELECT (SELECT count(*) FROM ${staged} s) AS staged, ` +
      `count(*) FILTER (WHERE inserted) AS inserted, count(*) FILTER (WHERE NOT inserted) AS updated ` +
      "FROM merged",
    [options.revision],
  );
  return {
    staged: Number(counts.staged),
    inserted: Number(counts.inserted) + revived,
    updated: Number(counts.updated) - revived,
  };
}

/** Rows that are back after their deletion; before the merge, since a cluster does not promise an order within a statement. */
async function countRevived(tx: Queryable, options: MergeOptions): Promise<number> {
  const { domain, unit } = options;
  const { revived } = await tx.one<{ revived: string }>(
    `SELECT count(*) AS revived FROM ${mirrorTable(domain, unit.source)} m JOIN ` +
      `${stagedRows(options)} s ON ${onKey(domain)} ` +
      "WHERE m.company_id = $1 AND m._deleted_at IS NOT NULL",
    [unit.company.companyId],
  );
  return Number(revived);
}

/** Staging rows of the unit; where the domain numbers the rows of a group, with their ordinal. */
function stagedRows({ domain, staging, unit }: MergeOptions): string {
  const rows = ofCompany(staging, unit.company.companyId);
  if (!domain.ordinal) return rows;
  const by = domain.ordinal.by.map(quoteIdentifier).join(", ");
  const texts = new Set(domain.columns.flatMap(({ name, type }) => type === "text" ? name : []));
  // The same in every database: rows must not change their numbers with the language of a server.
  const order = domain.ordinal.orderBy
    .map((name) => quoteIdentifier(name) + (texts.has(name) ? ' COLLATE "C"' : "")).join(", ");
  return `(SELECT *, row_number() OVER (PARTITION BY ${by} ORDER BY ${order}) AS ordinal ` +
    `FROM ${rows} r)`;
}

function onKey(domain: Domain): string {
  const same = domain.key.filter((name) => name !== "company_id")
    .map((name) => `s.${quoteIdentifier(name)} = m.${quoteIdentifier(name)}`);
  return ["true", ...same].join(" AND ");
}
