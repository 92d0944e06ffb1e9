import { formatCount, NBSP } from "../base/mod.ts";
import type { NotebookStatus, RowCounts } from "./types.ts";

const SECONDS = new Intl.NumberFormat("fr-FR", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const INSTANT = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeStyle: "short" });

/** What a status is called in tables and pages. */
export const STATUS_WORDS: Readonly<Record<NotebookStatus, string>> = {
  ok: "OK",
  failed: "ERREUR",
  skipped: "IGNORÉ",
  interrupted: "INTERROMPU",
};

/**
 * A duration the French way.
 *
 * @param milliseconds From 0.
 * @returns Such as `4,2 s` or `1 min 05 s`, with no-break spaces.
 *
 * @example
 * ```ts
 * import { frenchDuration } from "./french_text.ts";
 * import assert from "node:assert/strict";
 * assert.equal(frenchDuration(65_400), "1\u00a0min\u00a005\u00a0s");
 * ```
 */
export function frenchDuration(milliseconds: number): string {
  if (milliseconds < 59_950) return `${SECONDS.format(milliseconds / 1000)}${NBSP}s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}${NBSP}min${NBSP}${
    String(seconds % 60).padStart(2, "0")
  }${NBSP}s`;
}

/**
 * An instant the French way, in the time zone of the machine.
 *
 * @param iso ISO 8601.
 * @returns Such as `31 octobre 2026 à 14:05`.
 */
export function frenchInstant(iso: string): string {
  return INSTANT.format(new Date(iso));
}

/**
 * A day the French way.
 *
 * @param day `YYYY-MM-DD`.
 * @returns `DD/MM/YYYY`.
 */
export function frenchDay(day: string): string {
  return day.split("-").reverse().join("/");
}

/**
 * What a publication changed, in the order inserted, updated, deleted, unchanged.
 *
 * @param counts Rows by kind of change.
 * @returns Such as `+12 ~3 -0 =1 204`.
 */
export function changesText(counts: RowCounts): string {
  return `+${formatCount(counts.inserted)} ~${formatCount(counts.updated)} -${
    formatCount(counts.deleted)
  } =${formatCount(counts.unchanged)}`;
}
