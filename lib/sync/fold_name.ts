/**
 * A name by which two spellings of it are the same: case, accents and spaces at the ends do not count.
 *
 * @param name As somebody wrote it.
 * @returns The folded name.
 *
 * @example
 * ```ts
 * import { foldName } from "./fold_name.ts";
 * import assert from "node:assert/strict";
 * assert.equal(foldName(" Pharmacie du MARCHÉ"), "pharmacie du marche");
 * ```
 */
export function foldName(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
