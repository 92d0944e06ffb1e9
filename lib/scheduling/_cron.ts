import { Cron } from "croner";

/** Lists and ranges of times count as times of day, as in Vixie cron; only `*` and `/` make an interval. */
const TIMES = { mode: "5-part", paused: true, fixedTimeRule: "no-wildcard" } as const;
/** Lists too are intervals: a time that comes twice is due twice. */
const INTERVAL = { mode: "5-part", paused: true } as const;

const known = new Map<string, Cron>();

/**
 * A pattern in a time zone, compiled once.
 *
 * @param pattern Five fields.
 * @param options Time zone, and whether lists of times are intervals.
 * @returns The compiled pattern.
 */
export function compiled(
  pattern: string,
  { timeZone, repeats }: { readonly timeZone: string; readonly repeats: boolean },
): Cron {
  const key = `${pattern}|${timeZone}|${repeats}`;
  const cron = known.get(key) ??
    new Cron(pattern, { ...repeats ? INTERVAL : TIMES, timezone: timeZone });
  known.set(key, cron);
  return cron;
}

/**
 * Whether a text is a cron expression of five fields.
 *
 * @param text Any text.
 * @returns False also when a field is out of its bounds.
 */
export function isCron(text: string): boolean {
  try {
    compiled(text, { timeZone: "UTC", repeats: false });
    return true;
  } catch {
    return false; // croner says why in English, without our remedy
  }
}

/**
 * Whether a cron expression ever falls on a date.
 *
 * @param text A valid expression.
 * @returns False for a 31 February.
 */
export function occurs(text: string): boolean {
  return compiled(text, { timeZone: "UTC", repeats: false }).nextRun(new Date(0)) !== null;
}
