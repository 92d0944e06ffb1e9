import { decimalText, idOf, times } from "../texts.ts";
import type { ApiRequest, FilterField, Operator, SandboxRow, SortColumn } from "../types.ts";

/** `lt lteq gt gteq eq not_eq in not_in`. */
export const CMP: readonly Operator[] = [
  "lt",
  "lteq",
  "gt",
  "gteq",
  "eq",
  "not_eq",
  "in",
  "not_in",
];
/** `eq not_eq in not_in`. */
export const SET: readonly Operator[] = ["eq", "not_eq", "in", "not_in"];

/** Largest page of most lists. */
export const MAX_LIMIT = 100;

/** Either scope opens a resource. */
export function scopesOf(resource: string): readonly string[] {
  return [`${resource}:readonly`, `${resource}:all`];
}

/** A field to filter by. */
export function field(
  sql: string,
  type: FilterField["type"],
  operators: readonly Operator[],
): FilterField {
  return { sql, type, operators };
}

const ID: SortColumn = { sql: "r.id", type: "bigint" };

/** The order by id. */
export const BY_ID = { id: [ID] } as const;

/** The orders by id, and by a column then id. */
export function byIdAnd(
  name: string,
  column: SortColumn,
): Readonly<Record<string, readonly SortColumn[]>> {
  return { id: [ID], [name]: [column, ID] };
}

/** A link `{id, url}`, null without an id. */
export function linked(
  request: ApiRequest,
  path: string,
  id: string | null,
): { id: number; url: string } | null {
  return id === null ? null : { id: idOf(id), url: request.link(`${path}/${id}`) };
}

/** A link `{id}`, null without an id. */
export function idOnly(id: string | null): { id: number } | null {
  return id === null ? null : { id: idOf(id) };
}

/** SQL of the categories of a row, as a json array. */
export function categoriesSql(of: "line" | "entry", id: string): string {
  return `(SELECT coalesce(json_agg(json_build_object('id', k.id::text, 'label', k.label, 'weight',
      x.weight::text, 'group_id', k.group_id::text, 'analytical_code', k.analytical_code,
      'created_at', k.created_at::text, 'updated_at', k.updated_at::text) ORDER BY k.id), '[]')
     FROM sandbox_api.${of}_categories x
     JOIN sandbox_api.categories k ON k.company_id = x.company_id AND k.id = x.category_id
    WHERE x.company_id = r.company_id AND x.${of}_id = ${id}) AS categories`;
}

/** A category with the weight that a row gives it. */
export function categoryJson(row: SandboxRow): Record<string, unknown> {
  return {
    id: idOf(row.id),
    label: row.label,
    weight: decimalText(row.weight),
    category_group: { id: idOf(row.group_id) },
    analytical_code: row.analytical_code,
    ...jsonTimes(row),
  };
}

/** Timestamps that came through JSON, with a `T` or a blank. */
function jsonTimes(row: SandboxRow) {
  return times({
    created_at: String(row.created_at).replace("T", " "),
    updated_at: String(row.updated_at).replace("T", " "),
  });
}
