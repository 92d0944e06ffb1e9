import { stripVTControlCharacters } from "node:util";

/**
 * What a reader is told of an error that a cell threw. Penny's own errors are sentences: their class says nothing to her.
 *
 * @param error `ename` and `evalue` of nbformat.
 * @returns Without colours; may hold several lines.
 *
 * @example
 * ```ts
 * import { errorText } from "./error_text.ts";
 * import assert from "node:assert/strict";
 * assert.equal(errorText({ ename: "TypeError", evalue: "x is not a function" }), "TypeError: x is not a function");
 * ```
 */
export function errorText(error: { readonly ename?: string; readonly evalue?: string }): string {
  const value = stripVTControlCharacters(error.evalue ?? "");
  if (value.startsWith("Impossible ")) return value;
  return [error.ename, value].filter((part) => part !== undefined && part !== "").join(": ");
}
