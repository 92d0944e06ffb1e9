import { quoteLiteral } from "../../../connectors/postgres/mod.ts";

/** Rows of this program as a relation `v`. */
export function recordset(rows: readonly object[], columns: string): string {
  return `json_to_recordset(${quoteLiteral(JSON.stringify(rows))}::json) AS v (${columns})`;
}
