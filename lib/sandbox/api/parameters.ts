import { badParameter } from "./api_error.ts";

/** Rows of a page when `limit` is not sent. */
const DEFAULT_LIMIT = 20;

/**
 * The `limit` parameter.
 *
 * @param url The request.
 * @param maximum Largest of the list.
 * @throws {ApiError} 400 when it is not an integer in range: the API does not clamp.
 */
export function limitOf(url: URL, maximum: number): number {
  const text = url.searchParams.get("limit");
  if (text === null) return DEFAULT_LIMIT;
  if (!/^-?\d{1,9}$/.test(text)) {
    throw badParameter(
      "limit",
      "ValidateError",
      `limit: expected an integer, got "${text.slice(0, 40)}"`,
    );
  }
  const limit = Number(text);
  if (limit > maximum) {
    throw badParameter(
      "limit",
      "MoreThanMaximum",
      `limit: ${limit} is more than maximum ${maximum}`,
    );
  }
  if (limit < 1) {
    throw badParameter("limit", "LessThanMinimum", `limit: ${limit} is less than minimum 1`);
  }
  return limit;
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
