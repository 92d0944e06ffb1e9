import { RESOURCES } from "../resources/mod.ts";
import type { ApiRequest, ListResource, SandboxRow } from "../types.ts";

/** What the Firm API gives otherwise than the company API. */
export interface Difference {
  /** Keys that it does not send. */
  readonly lacks?: readonly string[];
  /** Keys that it sends beside, or with another value. */
  readonly adds?: (row: SandboxRow, request: ApiRequest) => Record<string, unknown>;
  /** Parts of the list that are others. */
  readonly list?: Partial<ListResource>;
  /** Filter fields that are others, or that it alone has. */
  readonly filters?: ListResource["filters"];
  /** Filter fields that it does not know. */
  readonly unfiltered?: readonly string[];
}

/** The list of the company API with this path. */
export function companyList(path: string): ListResource {
  const found = RESOURCES.find((one) => one.path === path);
  if (found === undefined) throw new RangeError(`Cannot find the list "${path}"`);
  return found;
}

/**
 * A list of the Firm API, made of that of the company API.
 *
 * @param path Of both, e.g. `/customers`.
 * @param difference What is not the same.
 */
export function adapted(path: string, difference: Difference = {}): ListResource {
  const { lacks = [], adds, list = {}, filters = {}, unfiltered = [] } = difference;
  const base = { ...companyList(path), ...list };
  return {
    ...base,
    filters: { ...without(base.filters ?? {}, unfiltered), ...filters },
    nullKeys: false,
    includesLines: false,
    json: (row, request) => ({
      ...without(base.json(row, request), lacks),
      ...adds?.(row, request),
    }),
  };
}

/** An object without some of its keys. */
export function without<T>(
  value: Readonly<Record<string, T>>,
  keys: readonly string[],
): Record<string, T> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
