import { parseInstant } from "../../base/mod.ts";
import type { CompanySummary } from "../../connectors/data_sharing/mod.ts";

/** Where the changes of a unit begin, and what `etl` told of it then; kept in the state of the unit. */
export interface Watermark {
  /** Last synchronisation or deletion that `etl` showed before the reading began; `null`: it had no row. */
  readonly until: string | null;
  /** Rows, deleted ones included. */
  readonly total: number;
  /** Equal as long as nothing was added, synchronised, deleted or purged. */
  readonly mark: string;
  /** Mark of the columns that were read; absent: not known. */
  readonly columns?: string;
}

/** Changes are read again from so long before the watermark: a transaction of the source may end late. */
const OVERLAP_MS = 5 * 60_000;

/** Before everything that a source can have synchronised. */
const ORIGIN = "0001-01-01 00:00:00";

const INSTANT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?$/;

/**
 * Whether a statement can name an instant as the source wrote it.
 *
 * @param text E.g. `2026-10-31 04:30:00.5`; not `infinity`.
 * @returns False for every other form.
 */
export function isSourceInstant(text: string): boolean {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text.replace(" ", "T") + "Z"));
}

/**
 * The watermark that a reading leaves, from what `etl` told before the reading began: never from a clock of ours.
 *
 * @param summary Of the company; absent when it has no row.
 * @param columns Mark of the columns that were read.
 * @returns What the state of the unit keeps.
 */
export function watermarkOf(summary: CompanySummary | undefined, columns: string): Watermark {
  return {
    columns,
    until: summary?.last ?? null,
    total: summary?.total ?? 0,
    mark: summary?.mark ?? "",
  };
}

/**
 * The watermark in the state of a unit.
 *
 * @param cursor As the state keeps it.
 * @returns `null` when there is none, or when it is not one that Penny wrote.
 */
export function readWatermark(cursor: unknown): Watermark | null {
  if (typeof cursor !== "object" || cursor === null) return null;
  const { until, total, mark, columns } = cursor as Partial<Watermark>;
  if (typeof total !== "number" || typeof mark !== "string") return null;
  if (until !== null && (typeof until !== "string" || !isSourceInstant(until))) return null;
  return { until, total, mark, ...(typeof columns === "string" ? { columns } : {}) };
}

/**
 * The instant of a watermark, after which everything is announced for the first time.
 *
 * @param watermark Of the state.
 * @returns As a statement takes it.
 */
export function announcedSince({ until }: Watermark): string {
  return until ?? ORIGIN;
}

/**
 * The instant after which changes are read: the watermark less an overlap of five minutes, so that rows with the very instant
 * of the watermark, and those of a transaction that ended late, are read again.
 *
 * @param watermark Of the state.
 * @param since What the user asked for instead, ISO. @default the watermark
 * @returns As a statement takes it.
 *
 * @example
 * ```ts
 * import { changesSince } from "./watermark.ts";
 * import assert from "node:assert/strict";
 * const watermark = { until: "2026-10-31 04:30:00.123456", total: 1, mark: "" };
 * assert.equal(changesSince(watermark), "2026-10-31 04:25:00.123");
 * ```
 */
export function changesSince({ until }: Watermark, since?: string): string {
  if (since === undefined && until === null) return ORIGIN;
  const from = since === undefined ? parseInstant(`${until}+00`) : parseInstant(since);
  const instant = new Date(from.getTime() - OVERLAP_MS).toISOString();
  // A year of more or fewer than four digits has another form; nothing was synchronised then.
  const text = instant.replace("T", " ").replace("Z", "");
  return isSourceInstant(text) ? text : ORIGIN;
}
