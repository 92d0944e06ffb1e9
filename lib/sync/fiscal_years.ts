import { type Queryable, quoteName } from "../connectors/postgres/mod.ts";
import { MIRROR_SCHEMA } from "./mirror_table.ts";
import type { Company } from "./types.ts";

/** The view of the fiscal years, each company's from the source in force. */
export const FISCAL_YEARS_VIEW = quoteName(MIRROR_SCHEMA, "fiscal_years");

/** First and last day of a fiscal year, as the source has them. */
export interface YearBounds {
  readonly start: string | null;
  readonly end: string | null;
}

/**
 * Bounds of the fiscal years of some companies, from the source in force for each.
 *
 * @param db The warehouse, where fiscal years have been read.
 * @param companies Whose years.
 * @returns Days `YYYY-MM-DD`; years of several companies are not told apart.
 */
export function fiscalYearsOf(
  db: Queryable,
  companies: readonly Pick<Company, "companyId">[],
): Promise<YearBounds[]> {
  return db.many(
    `SELECT start_date AS start, end_date AS "end" FROM ${FISCAL_YEARS_VIEW} ` +
      "WHERE company_id = ANY($1::bigint[]) ORDER BY 1, 2",
    [companies.map((company) => company.companyId)],
  );
}
