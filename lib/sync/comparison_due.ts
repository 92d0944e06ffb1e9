import { parseInstant } from "../base/mod.ts";

const DAY_MS = 86_400_000;
/** Steps of this share of a period never come near one another, whatever follows on whatever number. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
/** Share of a period before which nothing is compared again. */
const REST = 1 / 28;

/** What decides whether a company is compared. */
export interface ComparisonTime {
  readonly companyId: string;
  /** When it was last, ISO; null: never. */
  readonly comparedAt: string | null;
  readonly now: Date;
  /** Days after which it is at the latest. */
  readonly compareDays: number;
}

/**
 * Whether a company is to be compared whole. Each has a moment of its own in the period, so that companies that were first
 * read on one day do not all fall due on one day: the first comparison comes sooner, the others at that moment.
 *
 * @param time The company, and the last time.
 *
 * @example
 * ```ts
 * import { isComparisonDue } from "./comparison_due.ts";
 * import assert from "node:assert/strict";
 * const comparedAt = "2026-11-02T06:00:00Z";
 * const due = (days: number) => {
 *   const now = new Date(Date.parse(comparedAt) + days * 86_400_000);
 *   const ids = Array.from({ length: 100 }, (_, i) => String(i + 1));
 *   return ids.filter((companyId) => isComparisonDue({ companyId, comparedAt, now, compareDays: 7 })).length;
 * };
 * assert.equal(due(0.2), 0);
 * assert.ok(due(3.5) > 35 && due(3.5) < 55);
 * assert.equal(due(7), 100);
 * ```
 */
export function isComparisonDue(
  { companyId, comparedAt, now, compareDays }: ComparisonTime,
): boolean {
  const days = daysSince(comparedAt, now);
  // The clock may have gone back: then nobody knows how long ago it was.
  if (days === null || days < 0 || days >= compareDays) return true;
  const own = Number(BigInt.asUintN(32, BigInt(companyId))) * GOLDEN_RATIO % 1;
  const period = (daysAgo: number) =>
    Math.floor((now.getTime() / DAY_MS - daysAgo) / compareDays - own);
  return days > REST * compareDays && period(0) > period(days - REST * compareDays);
}

/**
 * Days that have gone by.
 *
 * @param instant ISO; null: never.
 * @param now The end.
 * @returns Not rounded, below zero when the clock has gone back; null: since never.
 */
export function daysSince(instant: string | null, now: Date): number | null {
  if (instant === null) return null;
  return (now.getTime() - parseInstant(instant).getTime()) / DAY_MS;
}
