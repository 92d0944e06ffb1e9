import { dayAfter, isDay } from "../../base/mod.ts";
import type { DateSlice } from "../../connectors/data_sharing/mod.ts";
import type { YearBounds } from "../fiscal_years.ts";

/** Rows that one statement reads at most, when more than one company shares it. */
export const BATCH_ROWS = 200_000;

/** Units that one statement reads at most: each holds a lock, and the server has room for some thousands in all. */
const BATCH_UNITS = 500;

/** Units that are read together: several small companies by one statement, or one big company cut by dates. */
export interface Batch<U> {
  readonly units: readonly U[];
  readonly rows: number;
  /** Whether the reading is cut by fiscal year. */
  readonly sliced: boolean;
}

/**
 * Groups units so that small companies share a statement and a big one is read alone, in slices.
 *
 * @param units Units with the rows that the source announced, in the order in which they shall be read.
 * @param options `limit`: rows a statement; `maxUnits`: units a statement; `canSlice`: whether the domain has a date to cut by.
 * @returns Batches that hold each unit once, in the same order.
 *
 * @example
 * ```ts
 * import { planBatches } from "./batches.ts";
 * import assert from "node:assert/strict";
 * const batches = planBatches([["a", 3], ["b", 4], ["c", 50], ["d", 1]], { limit: 10, canSlice: true });
 * assert.deepEqual(batches.map((b) => b.units.join("")), ["ab", "c", "d"]);
 * assert.deepEqual(batches.map((b) => b.sliced), [false, true, false]);
 * ```
 */
export function planBatches<U>(
  units: readonly (readonly [unit: U, rows: number])[],
  { limit = BATCH_ROWS, maxUnits = BATCH_UNITS, canSlice }: {
    readonly limit?: number;
    readonly maxUnits?: number;
    readonly canSlice: boolean;
  },
): Batch<U>[] {
  const batches: { units: U[]; rows: number }[] = [];
  for (const [unit, rows] of units) {
    const last = batches.at(-1);
    if (last && last.rows + rows <= limit && last.units.length < maxUnits) {
      last.units.push(unit);
      last.rows += rows;
    } else {
      batches.push({ units: [unit], rows });
    }
  }
  return batches.map((batch) => ({ ...batch, sliced: canSlice && batch.rows > limit }));
}

/**
 * Cuts the calendar at the bounds of fiscal years: before the first, each year and each gap, after the last, and the
 * rows without a date. Every row is in exactly one slice, whatever the years are.
 *
 * @param years First and last day of each year, `YYYY-MM-DD`; they may overlap or leave gaps. A day that is missing or that
 * four digits cannot name (infinity, the last day of 9999) makes no bound.
 * @returns Slices in the order of time, the rows without a date last.
 *
 * @example
 * ```ts
 * import { dateSlices } from "./batches.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(dateSlices([{ start: "2025-01-01", end: "2025-12-31" }]), [
 *   { kind: "range", from: null, before: "2025-01-01" },
 *   { kind: "range", from: "2025-01-01", before: "2026-01-01" },
 *   { kind: "range", from: "2026-01-01", before: null },
 *   { kind: "none" },
 * ]);
 * ```
 */
export function dateSlices(years: readonly YearBounds[]): DateSlice[] {
  const bounds = [...new Set(years.flatMap(boundsOf))].sort();
  const edges = [null, ...bounds, null];
  const ranges = edges.slice(1).map((before, i): DateSlice => ({
    kind: "range",
    from: edges[i] ?? null,
    before,
  }));
  return [...ranges, { kind: "none" }];
}

/** The first day of a year and the one after its last, as far as a statement can name them. */
function boundsOf({ start, end }: YearBounds): string[] {
  const next = isDay(end ?? "") ? dayAfter(end!) : null;
  return [start, next].filter((day) => day !== null).filter(isDay);
}
