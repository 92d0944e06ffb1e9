import { UsageError } from "../base/mod.ts";
import { minuteHourFields } from "./_time_words.ts";

const MINUTES_A_DAY = 1_440;
/** Intervals to propose, in minutes. */
const USUAL = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 60, 90, 120, 180, 240, 360, 480, 720, 1440];
const NUMBERS: Readonly<Record<string, number>> = {
  une: 1,
  un: 1,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  six: 6,
  huit: 8,
  dix: 10,
  douze: 12,
  quinze: 15,
  vingt: 20,
  trente: 30,
};
const COUNT = `(\\d{1,4}|${Object.keys(NUMBERS).join("|")})`;
const EVERY = /^(?:toutes les|tous les|chaque)\s+/;
const HOURS = new RegExp(`^${COUNT}?\\s*(?:h|heures?)(?:\\s*(\\d{1,2})\\s*(?:min|mn|minutes?)?)?$`);
const MINUTES = new RegExp(`^${COUNT}?\\s*(?:min|mn|minutes?)$`);
const SECONDS = new RegExp(`^${COUNT}?\\s*(?:s|sec|secondes?)$`);
const DAYS = new RegExp(`^${COUNT}?\\s*(?:j|jours?|semaines?|mois)$`);
const SPECIAL: Readonly<Record<string, number>> = {
  "demi-heures": 30,
  "demi-heure": 30,
  "demi heures": 30,
  "quarts d'heure": 15,
  "quart d'heure": 15,
};

/**
 * Reads an interval.
 *
 * @param words Lower case, without accents.
 * @param text As the user wrote it, for messages.
 * @returns Cron patterns, the first time at midnight; null when the words are no interval.
 * @throws {UsageError} An interval that does not divide a day.
 */
export function intervalPatterns(words: string, text: string): string[] | null {
  const every = EVERY.test(words);
  const minutes = minutesOf(words.replace(EVERY, ""), every);
  if (minutes === null) return null;
  if (minutes < 1 || minutes > MINUTES_A_DAY || MINUTES_A_DAY % minutes !== 0) {
    throw new UsageError(
      `Impossible de planifier « ${text} » : un intervalle va d'une minute à un jour et doit diviser un jour ; écrivez ${
        remedy(minutes)
      }`,
    );
  }
  const count = MINUTES_A_DAY / minutes;
  const times = Array.from({ length: count }, (_, i) => i * minutes);
  return minuteHourFields(times.map((time) => ({ hour: Math.floor(time / 60), minute: time % 60 })))
    .map((time) => `${time} * * *`);
}

/** Null: no interval; 0: one that is known and too short; Infinity: too long. */
function minutesOf(words: string, every: boolean): number | null {
  const special = SPECIAL[words];
  if (special !== undefined) return special;
  const hours = HOURS.exec(words);
  if (hours !== null && (every || hours[1] !== undefined)) {
    return number(hours[1]) * 60 + Number(hours[2] ?? 0);
  }
  const minutes = MINUTES.exec(words);
  if (minutes !== null && (every || minutes[1] !== undefined)) return number(minutes[1]);
  if (SECONDS.test(words)) return 0;
  const days = DAYS.exec(words);
  return days?.[1] === undefined ? null : Infinity;
}

function number(text: string | undefined): number {
  return text === undefined ? 1 : NUMBERS[text] ?? Number(text);
}

function remedy(minutes: number): string {
  if (minutes < 1) return "« 1 min » ou plus";
  if (minutes > MINUTES_A_DAY) return "« chaque jour à 6 h » ou « chaque lundi à 8 h »";
  const below = USUAL.findLast((usual) => usual < minutes)!;
  const above = USUAL.find((usual) => usual > minutes)!;
  return `« ${inWords(below)} » ou « ${inWords(above)} »`;
}

function inWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60}`;
}
