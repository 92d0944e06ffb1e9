import type { Queryable } from "../../connectors/postgres/mod.ts";
import { allTieOuts, domainsOf, type TieOutChoice, type TieOutPlace, tieOuts } from "./tie_outs.ts";
import type { TieOut } from "./types.ts";

/** A statement as the run recorded it. */
export interface RecordedTieOut extends TieOut {
  /** Name of the company. */
  readonly company: string;
  /** An unexplained part stands in two runs in a row. */
  readonly alert: boolean;
}

/** What the end of a run held against one another. */
export interface TieOutReport {
  /** Statements made. */
  readonly compared: number;
  /** Statements with a difference, those that alert first. */
  readonly differing: readonly RecordedTieOut[];
  /** French: tie-outs that could not be made, and why. */
  readonly faults: readonly string[];
}

/**
 * Makes and records the tie-outs of a run: of each company, between domains that this run brought up to date, where
 * something changed in it, where none was made before, or where the last one left a part unexplained.
 *
 * @param place The warehouse.
 * @param runId The run, whose units are recorded.
 * @returns What was found; a tie-out that fails stops no other.
 */
export async function recordTieOuts(place: TieOutPlace, runId: string): Promise<TieOutReport> {
  const faults: string[] = [];
  let compared = 0;
  for (const choice of allTieOuts()) {
    try {
      const companies = await companiesDue(place, { runId, choice });
      if (companies.length === 0) continue;
      const statements = await tieOuts(place, choice, companies);
      compared += statements.length;
      await insertTieOuts(place.db, runId, statements.filter(isTold));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      faults.push(`rapprochement ${domainsOf(choice).join(" / ")} non fait : ${reason}`);
    }
  }
  return { compared, differing: await readDiffering(place.db, runId), faults };
}

/** Of a published table the number of rows is enough where all sums agree. */
function isTold({ kind, unit, difference, unexplained }: TieOut): boolean {
  return kind !== "published" || unit === "rows" || difference !== "0" || unexplained.rows > 0;
}

async function companiesDue(
  { db, schema }: TieOutPlace,
  { runId, choice }: { readonly runId: string; readonly choice: TieOutChoice },
): Promise<string[]> {
  const domains = domainsOf(choice);
  const readings = choice.kind === "api_data_sharing" ? 2 : domains.length;
  const rows = await db.many<{ company_id: string }>(
    "WITH changes AS (SELECT company_id, coalesce(inserted, 0) + coalesce(updated, 0) + coalesce(deleted, 0) AS n " +
      "FROM penny.run_units WHERE run_id = $1 AND status = 'ok' AND domain = ANY($2::text[])), " +
      "written AS (SELECT company_id, inserted + updated + deleted AS n FROM penny.run_publications " +
      "WHERE run_id = $1 AND status = 'ok' AND table_name = $5 AND $3 = 'published'), " +
      "latest AS (SELECT DISTINCT ON (company_id) company_id, run_id FROM penny.tie_outs " +
      "WHERE kind = $3 AND domain = $4 ORDER BY company_id, recorded_at DESC), " +
      "open AS (SELECT DISTINCT company_id FROM penny.tie_outs JOIN latest USING (company_id, run_id) " +
      "WHERE kind = $3 AND domain = $4 AND unexplained_rows > 0) " +
      "SELECT c.company_id FROM changes c GROUP BY 1 HAVING count(*) >= $6 AND (sum(c.n) > 0 " +
      "OR EXISTS (SELECT FROM written w WHERE w.company_id = c.company_id AND w.n > 0) " +
      "OR EXISTS (SELECT FROM open o WHERE o.company_id = c.company_id) " +
      "OR NOT EXISTS (SELECT FROM latest l WHERE l.company_id = c.company_id)) ORDER BY 1",
    [runId, domains, choice.kind, domains[0], `${schema}.${domains[0]}`, readings],
  );
  return rows.map((row) => row.company_id);
}

/** `alert` compares with the last record of the same statement, whatever else that run looked at. */
async function insertTieOuts(
  db: Queryable,
  runId: string,
  statements: readonly TieOut[],
): Promise<void> {
  const records = statements.map((one) => ({
    ...one,
    left_label: one.left.label,
    left_amount: one.left.amount,
    left_read_at: one.left.readAt,
    right_label: one.right.label,
    right_amount: one.right.amount,
    right_read_at: one.right.readAt,
    company_id: one.companyId,
    unexplained: one.unexplained.parts,
    unexplained_amount: one.unexplained.amount,
    unexplained_rows: one.unexplained.rows,
  }));
  await db.execute(
    "INSERT INTO penny.tie_outs (run_id, kind, domain, company_id, subject, title, unit, left_label, left_amount, " +
      "left_read_at, right_label, right_amount, right_read_at, difference, explained, unexplained, unexplained_amount, " +
      "unexplained_rows, alert) SELECT $1, r.*, r.unexplained_rows > 0 AND coalesce((SELECT p.unexplained_rows > 0 " +
      "FROM penny.tie_outs p WHERE p.kind = r.kind AND p.domain = r.domain AND p.company_id = r.company_id " +
      "AND p.subject = r.subject AND p.run_id = (SELECT l.run_id FROM penny.tie_outs l WHERE l.kind = r.kind " +
      "AND l.domain = r.domain AND l.company_id = r.company_id AND l.run_id <> $1 ORDER BY l.recorded_at DESC LIMIT 1)), " +
      "false) FROM jsonb_to_recordset($2::jsonb) AS r(kind text, domain text, company_id bigint, subject text, title text, " +
      "unit text, left_label text, left_amount numeric, left_read_at timestamptz, right_label text, right_amount numeric, " +
      "right_read_at timestamptz, difference numeric, explained jsonb, unexplained jsonb, unexplained_amount numeric, " +
      "unexplained_rows bigint) ON CONFLICT (run_id, kind, domain, company_id, subject) DO UPDATE SET " +
      "title = excluded.title, left_amount = excluded.left_amount, left_read_at = excluded.left_read_at, " +
      "right_amount = excluded.right_amount, right_read_at = excluded.right_read_at, difference = excluded.difference, " +
      "explained = excluded.explained, unexplained = excluded.unexplained, " +
      "unexplained_amount = excluded.unexplained_amount, unexplained_rows = excluded.unexplained_rows, " +
      "alert = excluded.alert, recorded_at = now()",
    [runId, JSON.stringify(records)],
  );
}

interface DifferingRow {
  readonly statement: RecordedTieOut;
}

async function readDiffering(db: Queryable, runId: string): Promise<RecordedTieOut[]> {
  const rows = await db.many<DifferingRow>(
    "SELECT jsonb_build_object('kind', t.kind, 'companyId', t.company_id::text, 'company', c.name, 'domain', t.domain, " +
      "'subject', t.subject, 'title', t.title, 'unit', t.unit, " +
      "'left', jsonb_build_object('label', left_label, 'amount', left_amount::text, 'readAt', left_read_at), " +
      "'right', jsonb_build_object('label', right_label, 'amount', right_amount::text, 'readAt', right_read_at), " +
      "'difference', difference::text, 'explained', explained, 'unexplained', jsonb_build_object(" +
      "'amount', unexplained_amount::text, 'rows', unexplained_rows, 'parts', unexplained), 'alert', alert) AS statement " +
      "FROM penny.tie_outs t JOIN penny.companies c USING (company_id) " +
      "WHERE t.run_id = $1 AND (difference <> 0 OR unexplained_rows > 0) " +
      "ORDER BY alert DESC, unexplained_rows > 0 DESC, c.name, c.company_id, t.kind, t.domain, t.subject",
    [runId],
  );
  return rows.map(({ statement }) => statement);
}
