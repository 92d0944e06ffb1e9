import { quoteLiteral } from "../connectors/postgres/mod.ts";

/**
 * The rows of one company of a table that holds those of several, or may. A Citus cluster sends a statement to the server of
 * a company when each table in it names that company, and takes any other for a join over servers, which it mostly refuses.
 * Elsewhere such a subquery costs nothing: the planner dissolves it.
 *
 * @param table Quoted, with its column `company_id`.
 * @param companyId Of that column.
 * @returns A subquery of all columns, to be named by who uses it.
 *
 * @example
 * ```ts
 * import { ofCompany } from "./of_company.ts";
 * import assert from "node:assert/strict";
 * assert.equal(ofCompany('"s"."t"', "12"), `(SELECT * FROM "s"."t" WHERE company_id = '12'::bigint)`);
 * ```
 */
export function ofCompany(table: string, companyId: string): string {
  return `(SELECT * FROM ${table} WHERE company_id = ${quoteLiteral(companyId)}::bigint)`;
}
