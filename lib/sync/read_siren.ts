/**
 * The SIREN in what Pennylane holds as a registration number: a SIREN, a SIRET, or anything else.
 *
 * @param text As the source gives it; a company of Pennylane's own sandbox has `sandbox-<id>`.
 * @returns Nine digits; null when the text has neither 9 nor 14 digits.
 *
 * @example
 * ```ts
 * import { readSiren } from "./read_siren.ts";
 * import assert from "node:assert/strict";
 * assert.equal(readSiren("732 829 320 00074"), "732829320");
 * assert.equal(readSiren("en cours"), null);
 * ```
 */
export function readSiren(text: string | null): string | null {
  if (text === null || /^\s*sandbox-/i.test(text)) return null;
  const digits = text.replace(/\D/g, "");
  return digits.length === 9 || digits.length === 14 ? digits.slice(0, 9) : null;
}
