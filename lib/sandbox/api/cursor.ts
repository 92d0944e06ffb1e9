import { refused } from "./api_error.ts";

/** Where the next page begins: the key of the last row, and the order. It holds neither the filter nor the limit. */
export interface PageCursor {
  /** Values of the sort columns; none means the beginning. */
  readonly cursor_attributes: readonly string[];
  readonly sort: string;
}

/** The cursor as an opaque text. */
export function encodeCursor(cursor: PageCursor): string {
  return btoa(JSON.stringify(cursor));
}

/**
 * Reads a cursor.
 *
 * @param text From the `cursor` parameter.
 * @param expected Order of the request and number of its columns.
 * @throws {ApiError} 400: not a cursor, or one of another order.
 */
export function decodeCursor(text: string, expected: { sort: string; width: number }): PageCursor {
  try {
    const cursor = JSON.parse(atob(text)) as PageCursor;
    const attributes = cursor.cursor_attributes;
    const fits = Array.isArray(attributes) && attributes.every((one) =>
      /^[\w-]{1,20}$/.test(one)
    ) &&
      (attributes.length === expected.width || attributes.length === 0);
    if (fits && cursor.sort === expected.sort) return cursor;
  } catch {
    // Told below, like a cursor of another list.
  }
  throw refused(400, "The cursor is invalid");
}
