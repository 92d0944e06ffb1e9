import { plural } from "../base/mod.ts";
import { type Queryable, quoteName } from "../connectors/postgres/mod.ts";
import type { Domain, SourceName } from "../domains/mod.ts";
import { selectCompanies, visibleCompanies } from "./companies.ts";
import { isComparisonDue } from "./comparison_due.ts";
import { nameSome } from "./name_some.ts";
import { COMPARE_DAYS } from "./plan_for.ts";
import type { CompanyShare } from "./publish_merge.ts";
import type { PublishedTable } from "./published_table.ts";
import type { Company, MergeCounts, SyncContext } from "./types.ts";

/** A company whose published rows may differ from the mirror. */
export interface DueCompany {
  readonly company: Pick<Company, "companyId" | "name">;
  /** The one in force. */
  readonly source: SourceName;
  /** Revision published before; `null`: all its rows go through the transform again. */
  readonly since: string | null;
  /** Nothing has changed since it was published: what differs was changed by hand. */
  readonly isCurrent: boolean;
}

/** A company that kept its old rows, and why. */
export interface PublicationFailure {
  readonly company: DueCompany["company"];
  readonly reason: string;
}

/** What a publication has to look at. */
export interface PublicationPlan {
  readonly due: readonly DueCompany[];
  /** Published rows of the companies that are up to date. */
  readonly untouchedRows: number;
}

interface PlanRow {
  readonly company_id: string;
  readonly name: string;
  readonly source: SourceName;
  readonly revision: string;
  readonly published: string | null;
  readonly fingerprint: string | null;
  /** Rows after the last publication. */
  readonly rows: string | null;
  /** Rows that the table has now; null: they were not counted. */
  readonly present: string | null;
  /** When all its rows went through the transform last. */
  readonly whole_at: string | null;
}

/**
 * Compares what the mirror holds with what was published last: same fingerprint, only new revisions; another one, or
 * none as in Jupyter, the whole mirror; so too when someone else added or deleted rows of the table, when the user asked for
 * everything, and once in seven days, since values may have been changed by hand. Rows are counted of the companies that the
 * run is about: a run that is cut into a hundred batches would otherwise count the whole table a hundred times.
 *
 * @param context The synchronisation; its fingerprint decides.
 * @param domain What is published.
 * @param options `retype`: a column changes its type, so that every row is written; `whole`: the transform takes all rows
 * of a company, so that a company of which one row changed goes through it entirely.
 * @returns Companies by name.
 */
export async function planPublication(
  context: SyncContext,
  domain: Domain,
  { retype, whole }: { retype: boolean; whole: boolean },
): Promise<PublicationPlan> {
  const { db, schema, fingerprint, wish = {}, clock, compareDays = COMPARE_DAYS } = context;
  const counted = await countedCompanies(context, quoteName(schema, domain.name));
  const rows = await db.many<PlanRow>(
    "SELECT u.company_id, c.name, u.source, u.revision, p.revision AS published, p.fingerprint, p.rows, " +
      "p.whole_at, CASE WHEN $3::bigint[] IS NULL OR u.company_id = ANY($3) THEN coalesce(t.rows, 0) END AS present " +
      "FROM penny.units u JOIN penny.companies c USING (company_id) " +
      "JOIN penny.sources_in_force f USING (company_id, domain, source) " +
      "LEFT JOIN penny.publications p ON p.table_name = $1 AND p.company_id = u.company_id AND p.source = u.source " +
      `LEFT JOIN (SELECT company_id, count(*) AS rows FROM ${
        quoteName(schema, domain.name)
      } WHERE $3::bigint[] IS NULL OR company_id = ANY($3) GROUP BY 1) t ` +
      "ON t.company_id = u.company_id " +
      "WHERE u.domain = $2 ORDER BY c.name, u.company_id",
    [`${schema}.${domain.name}`, domain.name, counted],
  );
  const alike = (row: PlanRow) =>
    !retype && fingerprint !== null && row.fingerprint === fingerprint;
  const now = clock.now();
  const isWholeDue = ({ company_id: companyId, whole_at: comparedAt }: PlanRow) =>
    isComparisonDue({ companyId, comparedAt, now, compareDays });
  const same = (row: PlanRow) =>
    alike(row) && !wish.full && (row.present === null || row.present === row.rows) &&
    !isWholeDue(row);
  const current = rows.filter((row) => same(row) && row.published === row.revision);
  return {
    due: rows.filter((row) => !current.includes(row)).map((row) => ({
      company: { companyId: row.company_id, name: row.name },
      source: row.source,
      since: same(row) && !whole ? row.published : null,
      isCurrent: alike(row) && row.published === row.revision,
    })),
    untouchedRows: current.reduce((n, row) => n + Number(row.rows ?? 0), 0),
  };
}

/** Null: all, also where the table was lost and has just been made again. */
async function countedCompanies(
  context: SyncContext,
  table: string,
): Promise<readonly string[] | null> {
  if (context.companies.length === 0) return null;
  const { filled } = await context.db.one<{ filled: boolean }>(
    // With a column: Citus fetches the first row, and refuses one without any.
    `SELECT EXISTS (SELECT 1 FROM ${table}) AS filled`,
  );
  if (!filled) return null;
  const chosen = selectCompanies(await visibleCompanies(context), context.companies);
  return chosen.map(({ companyId }) => companyId);
}

/**
 * What was found changed by hand in a published table, and is mended.
 *
 * @param plan Companies that were looked at.
 * @param counts What was written, by company.
 * @returns One French remark, or none.
 */
export function handMadeNotes(
  plan: PublicationPlan,
  counts: ReadonlyMap<string, MergeCounts>,
): string[] {
  const mended = plan.due.filter(({ isCurrent }) => isCurrent).flatMap(({ company }) => {
    const { inserted, updated, deleted } = counts.get(company.companyId) ??
      { inserted: 0, updated: 0, deleted: 0 };
    const rows = inserted + updated + deleted;
    return rows === 0 ? [] : [`${company.name} (${plural(rows, "ligne")})`];
  });
  if (mended.length === 0) return [];
  return [`Table modifiée à la main, remise à l'identique : ${nameSome(mended)}`];
}

/**
 * Notes, in the transaction that wrote the rows, what each company has been published from.
 *
 * @param tx The transaction that wrote the rows.
 * @param context The synchronisation.
 * @param publication The table, what each company brought, and the counts by company.
 */
export async function markPublished(
  tx: Queryable,
  context: SyncContext,
  { table: { schema, name }, shares, merged }: {
    table: PublishedTable;
    shares: readonly CompanyShare[];
    merged: ReadonlyMap<string, MergeCounts>;
  },
): Promise<void> {
  const records = shares.map(({ companyId, source, since, upTo }) => {
    const { inserted, updated, unchanged } = merged.get(companyId)!;
    const rows = inserted + updated + unchanged;
    return { company_id: companyId, source, revision: upTo, rows, whole: since === null };
  });
  await tx.execute(
    "INSERT INTO penny.publications AS p (table_name, company_id, source, revision, fingerprint, rows, published_at, whole_at) " +
      "SELECT $1, r.company_id, r.source, r.revision, $2, r.rows, $3, CASE WHEN r.whole THEN $3::timestamptz END " +
      "FROM jsonb_to_recordset($4::jsonb) AS r(company_id bigint, source text, revision bigint, rows bigint, whole boolean) " +
      "ON CONFLICT (table_name, company_id) DO UPDATE SET source = excluded.source, revision = excluded.revision, " +
      "fingerprint = excluded.fingerprint, rows = excluded.rows, published_at = excluded.published_at, " +
      "whole_at = coalesce(excluded.whole_at, p.whole_at)",
    [
      `${schema}.${name}`,
      context.fingerprint,
      context.clock.now().toISOString(),
      JSON.stringify(records),
    ],
  );
}

/**
 * Records how the publication ended for each company that it looked at.
 *
 * @param context The synchronisation; the record is kept under its run.
 * @param table The published table.
 * @param outcome `counts`: by company; `failures`: companies that kept their old rows.
 */
export async function recordPublication(
  context: SyncContext,
  { schema, name }: PublishedTable,
  { counts, failures }: {
    counts: ReadonlyMap<string, MergeCounts>;
    failures: readonly PublicationFailure[];
  },
): Promise<void> {
  const records = [
    ...[...counts].map(([company_id, count]) => ({
      company_id,
      status: "ok",
      reason: null,
      ...count,
    })),
    ...failures.map(({ company, reason }) => ({
      company_id: company.companyId,
      status: "failed",
      reason,
      inserted: 0,
      updated: 0,
      deleted: 0,
      unchanged: 0,
    })),
  ];
  await context.db.execute(
    "INSERT INTO penny.run_publications (run_id, table_name, company_id, status, reason, inserted, updated, deleted, " +
      "unchanged) SELECT $1, $2, r.* FROM jsonb_to_recordset($3::jsonb) AS r(company_id bigint, status text, reason text, " +
      "inserted bigint, updated bigint, deleted bigint, unchanged bigint) " +
      "ON CONFLICT (run_id, table_name, company_id) DO UPDATE SET status = excluded.status, reason = excluded.reason, " +
      "inserted = excluded.inserted, updated = excluded.updated, deleted = excluded.deleted, " +
      "unchanged = excluded.unchanged, recorded_at = now()",
    [context.runId, `${schema}.${name}`, JSON.stringify(records)],
  );
}
