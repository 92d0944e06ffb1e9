/** A time of day. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

const TIME = /^(\d{1,2})\s*(?:h|heures?|:)\s*(\d{2})?\s*(?:min|mn|minutes?)?$/;
const BETWEEN = /\s*,\s*|\s+et\s+(?:a\s+)?/;

/**
 * Reads one or several times of day: `6 h`, `6h30`, `06:30`, `midi`, `6 h, 12 h et 18 h`.
 *
 * @param words Lower case, without accents.
 * @returns At least one; null when a part is no time of day.
 */
export function timesOfDay(words: string): TimeOfDay[] | null {
  const times = words.trim().split(BETWEEN).map(timeOfDay);
  return times.every((time) => time !== null) ? times : null;
}

/**
 * Minute and hour fields of cron for times of day.
 *
 * @param times At least one.
 * @returns As few texts `minutes hours` as there are different lists of hours.
 */
export function minuteHourFields(times: readonly TimeOfDay[]): string[] {
  const hoursByMinute = new Map<number, Set<number>>();
  for (const { hour, minute } of times) {
    hoursByMinute.set(minute, (hoursByMinute.get(minute) ?? new Set()).add(hour));
  }
  const minutesByHours = new Map<string, number[]>();
  for (const [minute, hours] of hoursByMinute) {
    const list = [...hours].sort((a, b) => a - b).join(",");
    minutesByHours.set(list, [...minutesByHours.get(list) ?? [], minute]);
  }
  return [...minutesByHours].map(([hours, minutes]) =>
    `${minutes.sort((a, b) => a - b).join(",")} ${hours}`
  );
}

function timeOfDay(word: string): TimeOfDay | null {
  if (word === "midi") return { hour: 12, minute: 0 };
  if (word === "minuit") return { hour: 0, minute: 0 };
  const [whole, hour, minute] = TIME.exec(word) ?? [];
  if (whole === undefined || (word.includes(":") && minute === undefined)) return null;
  const time = { hour: Number(hour), minute: Number(minute ?? 0) };
  return time.hour < 24 && time.minute < 60 ? time : null;
}
