import { pageOf } from "../parameters.ts";

/** A page of a list that goes by page numbers. */
export interface NumberedPage {
  readonly items: Record<string, unknown>[];
  readonly total_pages: number;
  readonly current_page: number;
  readonly total_items: number;
  readonly per_page: number;
}

/**
 * The page that a request asks for.
 *
 * @param rows All rows of the list, in its order.
 * @param request Its address, and the largest `per_page`.
 * @returns The page; one behind the last is empty.
 * @throws {ApiError} 400: `page` or `per_page` is out of range.
 */
export function numberedPage(
  rows: readonly Record<string, unknown>[],
  { url, maximum }: { readonly url: URL; readonly maximum: number },
): NumberedPage {
  const { page, perPage } = pageOf(url, maximum);
  return {
    items: rows.slice((page - 1) * perPage, page * perPage),
    total_pages: Math.ceil(rows.length / perPage),
    current_page: page,
    total_items: rows.length,
    per_page: perPage,
  };
}
