import { stagingColumns } from "../column_types.ts";
import { ofCompany } from "../of_company.ts";
import { analyzeStaging } from "../staging.ts";
import type { ApiReading } from "./api_reading.ts";

/**
 * Composes the rows of each domain of a reading into staging tables of their own.
 *
 * @param reading The unit.
 * @param raw Quoted raw staging table, complete and analysed.
 * @param work Gets the quoted tables, in the order of the parts.
 * @returns What `work` gives.
 */
export function withComposed<T>(
  { session, shelf, parts, unit: { source, company } }: ApiReading,
  raw: string,
  work: (tables: readonly string[]) => Promise<T>,
): Promise<T> {
  const rows = ofCompany(raw, company.companyId);
  const next = (tables: readonly string[]): Promise<T> => {
    const part = parts[tables.length];
    if (part === undefined) return work(tables);
    const { domain, mapping } = part;
    const definition = { purpose: domain.name, columns: stagingColumns(domain, source) };
    return shelf.lend({ definition, companyId: company.companyId }, async ({ table }) => {
      const statement = mapping.insertStatement({ raw: rows, staging: table });
      await session.execute(statement, [company.name]);
      await analyzeStaging(session, table, company.companyId);
      return await next([...tables, table]);
    });
  };
  return next([]);
}
