import { UsageError } from "../base/mod.ts";
import { isCron, occurs } from "./_cron.ts";
import { dayFields } from "./_day_words.ts";
import { intervalPatterns } from "./_interval_words.ts";
import { minuteHourFields, timesOfDay } from "./_time_words.ts";
import type { Recurrence } from "./recurrence.ts";

const EXAMPLES =
  "« toutes les 2 heures », « 10 min », « chaque jour à 6 h 30 », « chaque lundi à 8 h », « les jours ouvrés à 7 h », « le 1er de chaque mois à 5 h », ou en cron « 0 6 * * 1-5 »";
const FIVE_FIELDS = /^(?:[\d*][^\s]*|[LW?][^\s]*)(?:\s+[^\s]+){4}$/i;
const OTHER_FIELDS = /^[\d*][\d*,/-]*(?:\s+[\d*LW?][^\s]*){3,6}$/i;

/**
 * Reads when something is due: French words, with or without accents and capitals, or a cron expression of five fields.
 *
 * @param text For example `toutes les 2 heures`, `10 min`, `chaque jour à 6 h`, `les jours ouvrés à 7 h`, `0 6 * * 1-5`.
 * @returns The recurrence.
 * @throws {UsageError} The text means nothing, or never; the message has examples.
 *
 * @example
 * ```ts
 * import { parseRecurrence } from "./parse_recurrence.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseRecurrence("Chaque lundi à 8 h").patterns, ["0 8 * * 1"]);
 * assert.throws(() => parseRecurrence("de temps en temps"), /écrivez par exemple/);
 * ```
 */
export function parseRecurrence(text: string): Recurrence {
  const trimmed = text.trim();
  const words = plainWords(trimmed);
  if (FIVE_FIELDS.test(trimmed)) return cron(trimmed);
  if (OTHER_FIELDS.test(trimmed)) {
    throw fault(
      trimmed,
      "une expression cron a cinq champs : minute, heure, jour, mois, jour de semaine",
    );
  }
  const interval = intervalPatterns(words, trimmed);
  if (interval !== null) return { text: trimmed, patterns: interval, kind: "interval" };
  const times = timesPatterns(words);
  if (times !== null) return { text: trimmed, patterns: times, kind: "times" };
  throw fault(trimmed, reason(words));
}

function cron(text: string): Recurrence {
  if (!isCron(text)) throw fault(text, "un champ de l'expression cron est hors de ses limites");
  if (!occurs(text)) throw fault(text, "cette date n'arrive jamais");
  return { text, patterns: [text.replaceAll(/\s+/g, " ")], kind: "cron" };
}

function timesPatterns(words: string): string[] | null {
  const at = words.lastIndexOf(" a ", firstTime(words));
  if (at < 0) return null;
  const days = dayFields(words.slice(0, at).trim());
  const times = timesOfDay(words.slice(at + 3));
  return days === null || times === null
    ? null
    : minuteHourFields(times).map((time) => `${time} ${days}`);
}

/** « à 6 h et à 18 h »: the days end before the first time. */
function firstTime(words: string): number {
  const found = / a (?=\d|midi|minuit)/.exec(words);
  return found === null ? -1 : found.index;
}

function reason(words: string): string {
  if (dayFields(words) !== null) return "l'heure manque";
  const [days = "", ...times] = words.split(/ a (?=\d)/);
  if (times.length > 0 && dayFields(days) !== null) return "une heure va de 0 h à 23 h 59";
  if (/\b(?:29|30|31)\b.*\bmois\b/.test(words)) {
    return "tous les mois n'ont pas ce jour, « le dernier jour de chaque mois à 5 h » convient";
  }
  return "ni des mots connus, ni une expression cron";
}

function fault(text: string, why: string): UsageError {
  return new UsageError(
    `Impossible de comprendre la planification « ${
      text.slice(0, 80)
    } » : ${why} ; écrivez par exemple ${EXAMPLES}`,
  );
}

function plainWords(text: string): string {
  return text.toLowerCase().normalize("NFD").replaceAll(/\p{Mn}/gu, "").replaceAll("’", "'")
    .replaceAll(/[\s\u00a0\u202f]+/g, " ").replace(/[.;]$/, "").trim();
}
