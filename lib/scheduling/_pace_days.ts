import { dayAfter } from "../base/mod.ts";
import { compiled } from "./_cron.ts";
import type { Recurrence } from "./recurrence.ts";
import type { FasterPeriod, Timing } from "./schedule.ts";

const HOUR_MS = 3_600_000;
const YEARLY = /^\d{2}-\d{2}$/;
const formats = new Map<string, Intl.DateTimeFormat>();
const starts = new Map<string, Date>();

/**
 * The day on the wall at an instant.
 *
 * @param instant Any.
 * @param timeZone IANA name.
 * @returns `YYYY-MM-DD`.
 */
export function dayAt(instant: Date, timeZone: string): string {
  const format = formats.get(timeZone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  formats.set(timeZone, format);
  return format.format(instant);
}

/**
 * The recurrence in force on a day.
 *
 * @param timing Of a schedule.
 * @param day `YYYY-MM-DD`.
 * @returns That of the first period that holds the day, else the schedule's own.
 */
export function paceOn({ when, faster }: Timing, day: string): Recurrence {
  return faster.find((period) => holds(period, day))?.when ?? when;
}

/**
 * The first instant after another at which a period begins or has ended.
 *
 * @param timing Of a schedule.
 * @param after Not itself an answer.
 * @returns A midnight on the wall (or the first instant of that day); null: no more change.
 */
export function nextPaceChange({ faster, timeZone }: Timing, after: Date): Date | null {
  if (faster.length === 0) return null;
  const year = Number(dayAt(after, timeZone).slice(0, 4));
  const days = faster.flatMap((period) => edges(period, year)).toSorted();
  for (const day of days) {
    const start = startOfDay(day, timeZone);
    if (start > after) return start;
  }
  return null;
}

function holds({ from, to }: FasterPeriod, day: string): boolean {
  if (!YEARLY.test(from)) return day >= from && day <= to;
  const date = day.slice(5);
  return from <= to ? date >= from && date <= to : date >= from || date <= to;
}

/** First days of both paces, around a year when the period comes every year. */
function edges({ from, to }: FasterPeriod, year: number): string[] {
  if (!YEARLY.test(from)) return [from, dayAfter(to)];
  return [year - 1, year, year + 1, year + 2].flatMap((each) => [
    existing(`${each}-${from}`),
    dayAfter(existing(`${each}-${to}`)),
  ]);
}

/** 29 February in other years: the day before 1 March. */
function existing(day: string): string {
  if (!day.endsWith("-02-29")) return day;
  const year = Number(day.slice(0, 4));
  return new Date(Date.UTC(year, 2, 0)).toISOString().slice(0, 10);
}

function startOfDay(day: string, timeZone: string): Date {
  const key = `${timeZone}|${day}`;
  const start = starts.get(key) ?? computedStart(day, timeZone);
  starts.set(key, start);
  return start;
}

function computedStart(day: string, timeZone: string): Date {
  const midnights = compiled("0 0 * * *", { timeZone, repeats: false });
  let instant = new Date(Date.parse(`${day}T00:00:00Z`) - 36 * HOUR_MS);
  while (dayAt(instant, timeZone) < day) instant = midnights.nextRun(instant)!;
  return instant;
}
