/** What happens to scheduled runs that were missed: one run for all of them, one for each, or none. */
export type CatchUpPolicy = "once" | "all" | "skip";

/** What a message says is expected. */
export const CATCH_UP_EXPECTED = "once (une fois), all (toutes) ou skip (aucune)";

const WORDS: Readonly<Record<string, CatchUpPolicy>> = {
  once: "once",
  "une fois": "once",
  all: "all",
  toutes: "all",
  skip: "skip",
  aucune: "skip",
};

/**
 * Reads a policy, in English or French.
 *
 * @param text For example `once` or `une fois`.
 * @returns The policy; null when the text is none.
 *
 * @example
 * ```ts
 * import { catchUpPolicy } from "./catch_up_policy.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(["Une fois", "all", "jamais"].map(catchUpPolicy), ["once", "all", null]);
 * ```
 */
export function catchUpPolicy(text: string): CatchUpPolicy | null {
  return WORDS[text.trim().toLowerCase()] ?? null;
}
