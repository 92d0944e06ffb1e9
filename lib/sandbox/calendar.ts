/** A calendar day as the number of days since 1970-01-01: cheap to compare and to add to. */
export type Day = number;

const DAY_MS = 86_400_000;
const texts = new Map<Day, string>();
const holidaysOfYear = new Map<number, ReadonlySet<Day>>();

/**
 * The day of an ISO date.
 *
 * @param text `YYYY-MM-DD`.
 * @throws RangeError when it is not a day of the calendar.
 *
 * @example
 * ```ts
 * import { dayOf, isoDay } from "./calendar.ts";
 * import assert from "node:assert/strict";
 * assert.equal(isoDay(dayOf("2026-10-31") + 1), "2026-11-01");
 * ```
 */
export function dayOf(text: string): Day {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(ms) || isoDay(ms / DAY_MS) !== text) {
    throw new RangeError(
      `Impossible de lire la date « ${text} » : elle n'est pas au calendrier ; écrivez AAAA-MM-JJ`,
    );
  }
  return ms / DAY_MS;
}

/** The day as `YYYY-MM-DD`. */
export function isoDay(day: Day): string {
  let text = texts.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_MS).toISOString().slice(0, 10);
    texts.set(day, text);
  }
  return text;
}

/** The day as `DD/MM/YYYY`, as French labels have it. */
export function frenchDay(day: Day): string {
  const text = isoDay(day);
  return `${text.slice(8)}/${text.slice(5, 7)}/${text.slice(0, 4)}`;
}

/** The day of a year, month (1 to 12, may run over) and day of month. */
export function dateOf(year: number, month: number, dayOfMonth: number): Day {
  return Date.UTC(year, month - 1, dayOfMonth) / DAY_MS;
}

/** Year of a day. */
export function yearOf(day: Day): number {
  return Number(isoDay(day).slice(0, 4));
}

/** Month of a day, 1 to 12. */
export function monthOf(day: Day): number {
  return Number(isoDay(day).slice(5, 7));
}

/** Day of the month, 1 to 31. */
export function dayOfMonth(day: Day): number {
  return Number(isoDay(day).slice(8));
}

/** Last day of the month `months` after that of `day`. */
export function endOfMonth(day: Day, months = 0): Day {
  return dateOf(yearOf(day), monthOf(day) + months + 1, 1) - 1;
}

/** First day of the month `months` after that of `day`. */
export function startOfMonth(day: Day, months = 0): Day {
  return dateOf(yearOf(day), monthOf(day) + months, 1);
}

/** Day of the week: 0 is Monday, 6 is Sunday. */
export function weekday(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Easter Sunday, Gregorian (anonymous algorithm of 1876). */
function easter(year: number): Day {
  const a = year % 19, b = Math.floor(year / 100), c = year % 100;
  const d = Math.floor(b / 4), e = b % 4, f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3), h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4), k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return dateOf(year, month, ((h + l - 7 * m + 114) % 31) + 1);
}

function holidays(year: number): ReadonlySet<Day> {
  let set = holidaysOfYear.get(year);
  if (set === undefined) {
    const sunday = easter(year);
    const fixed = [[1, 1], [5, 1], [5, 8], [7, 14], [8, 15], [11, 1], [11, 11], [12, 25]];
    set = new Set([
      ...fixed.map(([month, day]) => dateOf(year, month as number, day as number)),
      sunday + 1,
      sunday + 39,
      sunday + 50,
    ]);
    holidaysOfYear.set(year, set);
  }
  return set;
}

/** Whether the day is one of the eleven French public holidays. */
export function isHoliday(day: Day): boolean {
  return holidays(yearOf(day)).has(day);
}

/** Whether banks work: neither week-end nor public holiday. */
export function isBusinessDay(day: Day): boolean {
  return weekday(day) < 5 && !isHoliday(day);
}

/** The day itself, or the next day on which banks work. */
export function nextBusinessDay(day: Day): Day {
  while (!isBusinessDay(day)) day++;
  return day;
}

/** The day itself, or the last one before on which banks work. */
export function previousBusinessDay(day: Day): Day {
  while (!isBusinessDay(day)) day--;
  return day;
}

/** French month and year, e.g. « mars 2026 ». */
export function monthName(day: Day): string {
  return `${MONTHS[monthOf(day) - 1]} ${yearOf(day)}`;
}

const MONTHS = [
  "janvier",
  "février",
  "mars",
  "avril",
  "mai",
  "juin",
  "juillet",
  "août",
  "septembre",
  "octobre",
  "novembre",
  "décembre",
];
