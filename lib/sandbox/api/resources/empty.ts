import type { ListResource } from "../types.ts";
import { BY_ID, CMP, field, MAX_LIMIT, scopesOf, SET } from "./shared.ts";

/** A list that the synthetic books have nothing for: it is there, and empty. */
export function emptyList(
  path: string,
  options: Pick<ListResource, "scopes" | "filters" | "parent" | "sortable" | "model">,
): ListResource {
  return {
    path,
    select: "r.*",
    from:
      `(SELECT 0::bigint AS company_id, 0::bigint AS id, 0::bigint AS customer_id, ''::text AS label,
      ''::text AS reference, ''::text AS external_reference, ''::text AS status WHERE false) r`,
    sorts: BY_ID,
    defaultSort: "-id",
    maxLimit: MAX_LIMIT,
    json: () => ({}),
    ...options,
  };
}

/** Products and quotes. */
export const EMPTY_RESOURCES: readonly ListResource[] = [
  emptyList("/products", {
    model: "Product",
    scopes: scopesOf("products"),
    filters: {
      id: field("r.id", "bigint", CMP),
      label: field("r.label", "text", ["eq", "in"]),
      reference: field("r.reference", "text", ["eq", "in"]),
      external_reference: field("r.external_reference", "text", SET),
    },
  }),
  emptyList("/quotes", {
    model: "Quote",
    scopes: scopesOf("quotes"),
    filters: {
      id: field("r.id", "bigint", CMP),
      customer_id: field("r.customer_id", "bigint", CMP),
      status: field("r.status", "text", SET),
    },
  }),
];
