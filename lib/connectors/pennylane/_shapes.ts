import type { ListShape, ResourceShape } from "./types.ts";

/** Operators of a field that can be compared. */
export const CMP = ["lt", "lteq", "gt", "gteq", "eq", "not_eq", "in", "not_in"] as const;
/** Operators of a field of single values. */
export const SET = ["eq", "not_eq", "in", "not_in"] as const;
/** Operators of a date that cannot be listed. */
export const DATE = ["eq", "not_eq", "gt", "lt", "lteq", "gteq"] as const;

/** Keeps the exact type of a resource. */
export function resource<const R extends ResourceShape>(shape: R): R {
  return shape;
}

/** Keeps the exact type of a list that hangs on a row: no filter, 100 rows a page. */
export function part<
  const P extends Pick<ListShape, "path" | "scope" | "row">,
  const S extends readonly string[] = [],
>(
  shape: P,
  sorts: S = [] as unknown as S,
): P & { readonly filters: Record<never, never>; readonly sorts: S; readonly maxLimit: 100 } {
  return { ...shape, filters: {}, sorts, maxLimit: 100 };
}
