import { fractionDigits, fromUnits, toUnits } from "./_decimal.ts";
import { NBSP } from "../base/mod.ts";
import { formatDecimal } from "./format_decimal.ts";

/** `part / whole` in 10^-digits of a percent, rounded half away from zero; null when whole is zero. */
function exactPercent(part: string, whole: string, digits: number): bigint | null {
  const width = Math.max(fractionDigits(part), fractionDigits(whole));
  const below = toUnits(whole, width);
  if (below === 0n) return null;
  const above = toUnits(part, width) * 10n ** BigInt(digits + 2);
  const negative = (above < 0n) !== (below < 0n);
  const abs = (n: bigint) => n < 0n ? -n : n;
  const half = (2n * abs(above) + abs(below)) / (2n * abs(below));
  return negative ? -half : half;
}

/**
 * Writes a share as a percentage, the French way.
 *
 * @param share A ratio (0.184), or `[part, whole]` as decimal texts, then divided without a float.
 * @param options `digits` after the comma. @default { digits: 1 }
 * @returns For example `18,4 %`; a dash where the whole is zero.
 * @throws {RangeError} If the ratio is not finite.
 * @throws {TypeError} If a text is not a decimal number.
 *
 * @example
 * ```ts
 * import { formatPercent } from "./format_percent.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatPercent(["42310.50", "229948.12"]), "18,4\u00a0%");
 * assert.equal(formatPercent(1, { digits: 0 }), "100\u00a0%");
 * ```
 */
export function formatPercent(
  share: number | readonly [part: string, whole: string],
  options: { readonly digits?: number } = {},
): string {
  const digits = options.digits ?? 1;
  if (typeof share === "number") {
    if (!Number.isFinite(share)) {
      throw new RangeError(
        `Impossible d'écrire la part « ${share} » : elle n'est pas finie ; donnez une part et son tout`,
      );
    }
    return `${formatDecimal((share * 100).toFixed(digits), { scale: digits })}${NBSP}%`;
  }
  const percent = exactPercent(share[0], share[1], digits);
  if (percent === null) return "—";
  return `${formatDecimal(fromUnits(percent, digits), { scale: digits })}${NBSP}%`;
}
