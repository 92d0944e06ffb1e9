import { plural } from "../base/mod.ts";

/** Companies that are named one by one. */
const NAMED = 5;

/**
 * Names the first companies of a list, and counts the others.
 *
 * @param names As they shall be shown.
 * @returns French.
 *
 * @example
 * ```ts
 * import { nameSome } from "./name_some.ts";
 * import assert from "node:assert/strict";
 * assert.equal(nameSome(["A", "B"]), "A, B");
 * assert.equal(nameSome([..."ABCDEF"]), "A, B, C, D, E et 1\u00a0autre société");
 * ```
 */
export function nameSome(names: readonly string[]): string {
  const others = names.length - NAMED;
  const more = others > 0 ? ` et ${plural(others, "autre société", "autres sociétés")}` : "";
  return names.slice(0, NAMED).join(", ") + more;
}
