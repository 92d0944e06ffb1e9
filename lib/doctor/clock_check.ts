import { plural } from "../base/mod.ts";
import type { Finding } from "./types.ts";

/** Seconds by which two clocks may differ. */
const TOLERANCE = 60;

/**
 * Compares the machine's clock with another.
 *
 * @param who French, e.g. « PostgreSQL ».
 * @param offsetMs How far the machine is ahead: at least and at most so many milliseconds.
 * @returns A check.
 *
 * @example
 * ```ts
 * import { clockCheck } from "./clock_check.ts";
 * import assert from "node:assert/strict";
 * assert.equal(clockCheck("PostgreSQL", [-20, 30]).status, "ok");
 * assert.equal(clockCheck("PostgreSQL", [120_000, 120_050]).status, "error");
 * ```
 */
export function clockCheck(
  who: string,
  [least, most]: readonly [least: number, most: number],
): Finding {
  // What is sure: zero when both bounds allow it.
  const surest = least > 0 ? least : most < 0 ? most : 0;
  const seconds = Math.round(Math.abs(surest) / 1000);
  if (seconds <= TOLERANCE) {
    const known = Math.max(1, Math.ceil(Math.max(Math.abs(least), Math.abs(most)) / 1000));
    const detail =
      `celle de la machine et celle de ${who} s'accordent (écart de ${known} s au plus)`;
    return { label: "Horloge", status: "ok", detail };
  }
  const side = surest > 0 ? "en avance" : "en retard";
  return {
    label: "Horloge",
    status: "error",
    detail: `celle de la machine est ${side} d'environ ${
      plural(seconds, "seconde")
    } sur celle de ${who}`,
    remedy: "réglez la date et l'heure de la machine (mise à l'heure automatique), puis relancez",
  };
}
