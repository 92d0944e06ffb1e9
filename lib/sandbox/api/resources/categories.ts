import { idOf, times } from "../texts.ts";
import type { ListResource, SandboxRow } from "../types.ts";
import { BY_ID, CMP, field, MAX_LIMIT, scopesOf, SET } from "./shared.ts";

function categoryBody(row: SandboxRow): Record<string, unknown> {
  return {
    id: idOf(row.id),
    label: row.label,
    direction: row.direction,
    analytical_code: row.analytical_code,
    ...times(row as { created_at: string; updated_at: string }),
  };
}

/** Analytical categories and their groups. */
export const CATEGORY_RESOURCES: readonly ListResource[] = [
  {
    path: "/categories",
    model: "Category",
    scopes: scopesOf("categories"),
    select: "r.*",
    from: "sandbox_api.categories r",
    filters: {
      id: field("r.id", "bigint", CMP),
      category_group_id: field("r.group_id", "bigint", CMP),
      label: field("r.label", "text", ["start_with", "eq", "in"]),
      analytical_code: field("r.analytical_code", "text", SET),
    },
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row) => ({ ...categoryBody(row), category_group: { id: idOf(row.group_id) } }),
  },
  {
    path: "/category_groups",
    model: "CategoryGroup",
    scopes: scopesOf("categories"),
    select: "r.*",
    from: "sandbox_api.category_groups r",
    sorts: BY_ID,
    sortable: false,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: (row, request) => ({
      id: idOf(row.id),
      label: row.label,
      categories: { url: request.link(`/category_groups/${row.id}/categories`) },
      ...times(row as { created_at: string; updated_at: string }),
    }),
  },
  {
    path: "/category_groups/{id}/categories",
    parent: "/category_groups",
    scopes: scopesOf("categories"),
    select: "r.*",
    from: "sandbox_api.categories r",
    where: "r.group_id = $parent",
    sorts: BY_ID,
    sortable: false,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: categoryBody,
  },
];
