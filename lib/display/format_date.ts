/** Options of {@link formatDate}. */
export interface FormatDateOptions {
  /** Whether the time of day is written too, where there is one. @default false */
  readonly time?: boolean;
  /** IANA zone in which a `Date` is written; a text is written as it stands. @default "Europe/Paris" */
  readonly timeZone?: string;
}

/**
 * Writes a day, or an instant, the French way: `31/10/2026` or `31/10/2026 14:05`.
 *
 * @param value `YYYY-MM-DD`, a timestamp text (`YYYY-MM-DD HH:MM:SS…`, written as it stands), or a `Date`.
 * @param options Time of day, time zone of a `Date`.
 * @returns `JJ/MM/AAAA`, with ` HH:MM` where asked and known.
 * @throws {TypeError} If the value is neither.
 *
 * @example
 * ```ts
 * import { formatDate } from "./format_date.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatDate("2026-10-31"), "31/10/2026");
 * assert.equal(formatDate("2026-10-31 14:05:09.000", { time: true }), "31/10/2026 14:05");
 * assert.equal(formatDate(new Date("2026-10-30T23:30:00Z")), "31/10/2026");
 * ```
 */
export function formatDate(value: string | Date, options: FormatDateOptions = {}): string {
  const text = typeof value === "string" ? value : dateText(value, options);
  const match = /^(\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?/.exec(text);
  if (!match) {
    throw new TypeError(
      `Impossible d'écrire la date « ${text.slice(0, 40)} » : forme inconnue ; donnez AAAA-MM-JJ`,
    );
  }
  const day = `${match[3]}/${match[2]}/${match[1]}`;
  return options.time && match[4] ? `${day} ${match[4]}:${match[5]}` : day;
}

/** An instant as `YYYY-MM-DD HH:MM:SS` in a zone; an invalid date gives a text that the caller refuses. */
function dateText(date: Date, options: FormatDateOptions): string {
  if (Number.isNaN(date.getTime())) return "Invalid Date";
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: options.timeZone ?? "Europe/Paris",
    dateStyle: "short",
    timeStyle: "medium",
  }).format(date);
}
