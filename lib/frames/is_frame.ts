import type { Frame } from "./frame.ts";

/**
 * Whether a value is a Polars frame.
 *
 * @param value Anything.
 * @returns True for a data frame; it answers to `toString` alone, its columns are no properties.
 */
export function isFrame(value: unknown): value is Frame {
  return typeof value === "object" && value !== null &&
    Object.prototype.toString.call(value) === "[object DataFrame]";
}
