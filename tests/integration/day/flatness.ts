/** Something that may not grow while many rounds go by. */
export interface Measure {
  readonly name: string;
  /** Values are divided by it. */
  readonly scale: number;
  /** By how much the last quarter may be above the second one, in the unit: noise, not growth. */
  readonly slack: number;
  /** The same as a share of the second quarter. */
  readonly share: number;
  /** The round by which retention holds it. */
  readonly boundFrom: number;
}

/** Whether something grew. */
export interface Verdict {
  /** Medians of the second and of the last quarter, and what the last may be at most, in the unit. */
  readonly second: number;
  readonly last: number;
  readonly limit: number;
  /** Growth a round over the last three quarters, by least squares. */
  readonly slope: number;
  /** `early`: retention does not hold it yet in the second quarter. */
  readonly verdict: "flat" | "grows" | "early";
}

/**
 * Holds the last quarter against the second one; the first, in which caches fill, does not count.
 *
 * @param samples One for each round, in order, four or more: values by the names of measures.
 * @param measure Which.
 */
export function judgeFlatness(
  samples: readonly Readonly<Record<string, number>>[],
  measure: Measure,
): Verdict {
  const { name, scale, share, slack, boundFrom } = measure;
  const values = samples.map((sample) => sample[name]! / scale);
  const quarter = Math.floor(values.length / 4);
  const second = median(values.slice(quarter, 2 * quarter));
  const last = median(values.slice(-quarter));
  const limit = second * (1 + share) + slack;
  const slope = slopeOf(values.slice(quarter));
  const verdict = quarter < boundFrom ? "early" : last <= limit ? "flat" : "grows";
  return { second, last, limit, slope, verdict };
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function slopeOf(values: readonly number[]): number {
  const [middle, mean] = [(values.length - 1) / 2, values.reduce((a, b) => a + b) / values.length];
  const above = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  return above / values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}
