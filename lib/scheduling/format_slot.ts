/**
 * Writes an instant as people say it.
 *
 * @param instant Any.
 * @param timeZone IANA name.
 * @returns For example `20/11/2026 à 18 h 00`; with the name of the time in the hour that comes twice.
 *
 * @example
 * ```ts
 * import { formatSlot } from "./format_slot.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatSlot(new Date("2026-11-20T05:30:00Z"), "Europe/Paris"), "20/11/2026 à 6 h 30");
 * assert.equal(
 *   formatSlot(new Date("2026-10-25T00:30:00Z"), "Europe/Paris"),
 *   "25/10/2026 à 2 h 30 (UTC+2)",
 * );
 * ```
 */
export function formatSlot(instant: Date, timeZone: string): string {
  const text = written(instant, timeZone);
  const twice = [-HOUR_MS, HOUR_MS].some((shift) =>
    written(new Date(instant.getTime() + shift), timeZone) === text
  );
  return twice ? `${text} (${offset(instant, timeZone)})` : text;
}

const HOUR_MS = 3_600_000;
const TIME = {
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "numeric",
  minute: "2-digit",
  hourCycle: "h23",
} as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function written(instant: Date, timeZone: string): string {
  // making a format takes a hundred times as long as using it
  const format = formats.get(timeZone) ??
    new Intl.DateTimeFormat("fr-FR", { ...TIME, timeZone });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, value]),
  );
  return `${parts.day}/${parts.month}/${parts.year} à ${Number(parts.hour)} h ${parts.minute}`;
}

function offset(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("fr-FR", { timeZone, timeZoneName: "shortOffset" })
    .formatToParts(instant);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "UTC";
}
