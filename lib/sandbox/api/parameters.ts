import { badParameter } from "./api_error.ts";

/** Rows of a page when `limit` is not sent. */
const DEFAULT_LIMIT = 20;
const MOST_PAGES = 999_999_999;

/**
 * The `limit` parameter.
 *
 * @param url The request.
 * @param maximum Largest of the list.
 * @throws {ApiError} 400 when it is not an integer in range: the API does not clamp.
 */
export function limitOf(url: URL, maximum: number): number {
  return countOf(url, { name: "limit", maximum }) ?? DEFAULT_LIMIT;
}

/** Which page of a list that goes by page numbers is asked for. */
export interface PagePosition {
  /** 1 for the first one. */
  readonly page: number;
  readonly perPage: number;
}

/**
 * The `page` and `per_page` parameters.
 *
 * @param url The request.
 * @param maximum Largest `per_page` of the list.
 * @throws {ApiError} 400 when one of them is not an integer in range.
 */
export function pageOf(url: URL, maximum: number): PagePosition {
  return {
    page: countOf(url, { name: "page", maximum: MOST_PAGES }) ?? 1,
    perPage: countOf(url, { name: "per_page", maximum }) ?? DEFAULT_LIMIT,
  };
}

function countOf(
  url: URL,
  { name, maximum }: { readonly name: string; readonly maximum: number },
): number | null {
  const text = url.searchParams.get(name);
  if (text === null) return null;
  if (!/^-?\d{1,9}$/.test(text)) {
    throw badParameter(
      name,
      "ValidateError",
      `${name}: expected an integer, got "${text.slice(0, 40)}"`,
    );
  }
  const count = Number(text);
  if (count > maximum) {
    throw badParameter(
      name,
      "MoreThanMaximum",
      `${name}: ${count} is more than maximum ${maximum}`,
    );
  }
  if (count < 1) {
    throw badParameter(name, "LessThanMinimum", `${name}: ${count} is less than minimum 1`);
  }
  return count;
}

/**
 * Refuses `filter[0][field]=…`: the value must be one JSON string.
 *
 * @throws {ApiError} 400.
 */
export function refuseHashFilter(url: URL): void {
  for (const name of url.searchParams.keys()) {
    if (name.startsWith("filter[")) {
      throw badParameter(
        "filter",
        "ValidateError",
        `The filter's value (${name}) should be a string, but we received a hash`,
      );
    }
  }
}
