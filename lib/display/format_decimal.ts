import { digitGroups, NBSP } from "../base/mod.ts";

/** Options of {@link formatDecimal}. */
export interface FormatDecimalOptions {
  /** Digits shown at least after the comma; significant digits beyond are kept, never cut. @default 0 */
  readonly scale?: number;
  /** Digits shown at most: the text is then rounded, half away from zero. @default no rounding */
  readonly maxScale?: number;
  /** What stands between thousands. @default no-break space (U+00A0) */
  readonly space?: string;
}

/** A decimal text cut in its parts; `fraction` has no meaning-free zeros at its end. */
export interface DecimalParts {
  readonly negative: boolean;
  readonly integer: string;
  readonly fraction: string;
}

/**
 * Cuts a decimal text in sign, integer and fraction digits, without going through a float.
 *
 * @param text Decimal text as PostgreSQL and Polars write it: `-1234.50`.
 * @returns The parts, zeros without meaning removed.
 * @throws {TypeError} If the text is not a plain decimal number.
 */
export function decimalParts(text: string): DecimalParts {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) {
    throw new TypeError(
      `Impossible de mettre en forme « ${text.slice(0, 40)} » : ce n'est pas un nombre décimal ; ` +
        `donnez un texte tel que « -1234.50 »`,
    );
  }
  const integer = match[2]!.replace(/^0+(?=\d)/, "");
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  return { negative: match[1] === "-" && !/^0*$/.test(integer + fraction), integer, fraction };
}

/** Rounds half away from zero to `digits` after the point, on the digits themselves. */
function rounded(parts: DecimalParts, digits: number): DecimalParts {
  if (parts.fraction.length <= digits) return parts;
  const kept = BigInt(parts.integer + parts.fraction.slice(0, digits));
  const up = parts.fraction.charCodeAt(digits) >= 53 ? 1n : 0n;
  const all = (kept + up).toString().padStart(digits + 1, "0");
  const integer = all.slice(0, all.length - digits);
  const fraction = digits ? all.slice(-digits).replace(/0+$/, "") : "";
  return { negative: parts.negative && kept + up !== 0n, integer, fraction };
}

/**
 * A decimal text cut for display: sign, groups of thousands, digits after the comma.
 *
 * @param text Decimal text: `-1234.50`.
 * @param options Digits wanted.
 * @returns The parts to be joined.
 * @throws {TypeError} If the text is not a plain decimal number.
 */
export function frenchParts(
  text: string,
  options: FormatDecimalOptions = {},
): { readonly sign: string; readonly groups: readonly string[]; readonly decimals: string } {
  const exact = decimalParts(text);
  const parts = options.maxScale === undefined ? exact : rounded(exact, options.maxScale);
  return {
    sign: parts.negative ? "-" : "",
    groups: digitGroups(parts.integer),
    decimals: parts.fraction.padEnd(options.scale ?? 0, "0"),
  };
}

/**
 * Writes a decimal text the French way, digit for digit: it never becomes a float.
 *
 * @param text Decimal text, as PostgreSQL and a Polars Decimal cast to text write it: `-1234.50`.
 * @param options Digits after the comma and the space between thousands.
 * @returns For example `-1 234,50`, with no-break spaces.
 * @throws {TypeError} If the text is not a plain decimal number.
 *
 * @example
 * ```ts
 * import { formatDecimal } from "./format_decimal.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatDecimal("-1234567.5", { scale: 2, space: " " }), "-1 234 567,50");
 * assert.equal(formatDecimal("0.333333", { scale: 2 }), "0,333333");
 * assert.equal(formatDecimal("1999.995", { maxScale: 2, scale: 2, space: " " }), "2 000,00");
 * ```
 */
export function formatDecimal(text: string, options: FormatDecimalOptions = {}): string {
  const { sign, groups, decimals } = frenchParts(text, options);
  return sign + groups.join(options.space ?? NBSP) + (decimals ? `,${decimals}` : "");
}
