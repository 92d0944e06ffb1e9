import type { Queryable } from "../../connectors/postgres/mod.ts";
import { quoteIdentifier } from "../../connectors/postgres/mod.ts";
import type { TieOut, TieOutPart, TieOutQuery } from "./types.ts";

/** What is left of a difference once all rows are counted. */
const REST = "other";

interface StatementRow {
  readonly company_id: string;
  readonly subject: string;
  readonly title: string;
  readonly unit: TieOut["unit"];
  readonly left_amount: string;
  readonly right_amount: string;
  readonly left_read_at: string | null;
  readonly right_read_at: string | null;
  readonly difference: string;
  readonly rest: string;
  readonly unexplained: string;
  readonly parts: readonly { kind: string; amount: string; rows: number }[];
}

/**
 * Computes the statements of a tie-out, in one statement of SQL: both sides come from one snapshot, and every amount is exact.
 *
 * @param db The warehouse.
 * @param query What to compare.
 * @param companies Penny's ids.
 * @returns By company and subject; none where there is nothing to compare.
 */
export async function runTieOut(
  db: Queryable,
  query: TieOutQuery,
  companies: readonly string[],
): Promise<TieOut[]> {
  const open = Object.entries(query.reasons).filter(([, reason]) => !reason.explained);
  const values = [companies, ...query.values];
  const rows = await db.many<StatementRow>(
    `WITH ${query.expressions}, ` +
      "parts AS (SELECT company_id, subject, kind, sum(amount) AS amount, count(*) AS rows " +
      "FROM differences GROUP BY company_id, subject, kind), " +
      "summed AS (SELECT company_id, subject, sum(amount) AS amount, " +
      `sum(amount) FILTER (WHERE kind = ANY($${values.length + 1}::text[])) AS unexplained, ` +
      "jsonb_agg(jsonb_build_object('kind', kind, 'amount', trim_scale(amount)::text, 'rows', rows) " +
      "ORDER BY abs(amount) DESC, kind) AS parts FROM parts GROUP BY company_id, subject), " +
      "stated AS (SELECT s.*, s.left_amount - s.right_amount AS difference, " +
      "s.left_amount - s.right_amount - coalesce(d.amount, 0) AS rest, d.unexplained, d.parts " +
      "FROM sides s LEFT JOIN summed d USING (company_id, subject)) " +
      "SELECT company_id, subject, title, unit, trim_scale(left_amount)::text AS left_amount, " +
      "trim_scale(right_amount)::text AS right_amount, left_read_at, right_read_at, " +
      "trim_scale(difference)::text AS difference, trim_scale(rest)::text AS rest, " +
      "trim_scale(coalesce(unexplained, 0) + rest)::text AS unexplained, " +
      "coalesce(parts, '[]'::jsonb) AS parts FROM stated ORDER BY company_id, subject",
    [...values, open.map(([kind]) => kind)],
  );
  return rows.map((row) => statementOf(query, row));
}

function statementOf(query: TieOutQuery, row: StatementRow): TieOut {
  const rest = row.rest === "0" ? [] : [{ kind: REST, amount: row.rest, rows: 0 }];
  const parts = [...row.parts, ...rest].map((part): TieOutPart => ({
    ...part,
    label: query.reasons[part.kind]?.label ?? "Autre",
  }));
  const isOpen = ({ kind }: TieOutPart) => !(query.reasons[kind]?.explained ?? false);
  const open = parts.filter(isOpen);
  return {
    kind: query.kind,
    companyId: row.company_id,
    domain: query.domain,
    subject: row.subject,
    title: row.title,
    unit: row.unit,
    left: { label: query.leftLabel, amount: row.left_amount, readAt: row.left_read_at },
    right: { label: query.rightLabel, amount: row.right_amount, readAt: row.right_read_at },
    difference: row.difference,
    explained: parts.filter((part) => !isOpen(part)),
    unexplained: {
      amount: row.unexplained,
      rows: open.reduce((n, part) => n + Math.max(1, part.rows), 0),
      parts: open,
    },
  };
}

/** Which rows of a difference to open. */
export interface OpenedDifference {
  readonly companyId: string;
  readonly subject: string;
  /** Reason of the rows. @default all of them */
  readonly kind?: string;
  /** At most so many, the largest amounts first. @default 100 */
  readonly limit?: number;
}

/**
 * Opens a difference down to the rows.
 *
 * @param db The warehouse.
 * @param query What was compared.
 * @param options Company, subject and reason.
 * @returns One array per row, values as text: the reason, the columns of the query, then the amount.
 */
export async function tieOutRows(
  db: Queryable,
  query: TieOutQuery,
  { companyId, subject, kind, limit = 100 }: OpenedDifference,
): Promise<(string | null)[][]> {
  const next = query.values.length + 2;
  const shown = query.columns.map(({ name }) => `d.${quoteIdentifier(name)}::text`);
  const reason = kind === undefined ? "" : `AND d.kind = $${next + 2} `;
  return await db.rows(
    `WITH ${query.expressions} ` +
      `SELECT ${["d.kind", ...shown, "trim_scale(d.amount)::text"].join(", ")} ` +
      `FROM differences d WHERE d.subject = $${next} ${reason}` +
      `ORDER BY abs(d.amount) DESC, ${query.columns.map((_, at) => at + 2).join(", ")} LIMIT $${
        next + 1
      }`,
    [[companyId], ...query.values, subject, limit, ...(kind === undefined ? [] : [kind])],
  );
}
