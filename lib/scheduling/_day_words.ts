const WEEKDAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];
const EVERY_DAY = /^(?:chaque jour|tous les jours|quotidien|quotidiennement)$/;
const WORKING_DAYS = /^(?:(?:tous |toutes )?(?:les |chaque )?jours? ouvres?|en semaine)$/;
const BUSINESS_DAYS = /^(?:tous )?(?:les |chaque )?jours? ouvrables?$/;
const RANGE = new RegExp(`^du (${WEEKDAYS.join("|")}) au (${WEEKDAYS.join("|")})$`);
const BEFORE_MONTH = /^(.+?)\s+(?:de chaque|du|de tous les|chaque|tous les) mois$/;
const AFTER_MONTH = /^(?:chaque mois|tous les mois),?\s+(.+)$/;
const BETWEEN = /\s*,\s*|\s+et\s+/;
const ARTICLE = /^(?:tous les|chaque|les|le)\s+/;
const LAST_SAFE_DAY = 28;

/**
 * Reads the days of a plan: every day, days of the week, days of the month.
 *
 * @param words Lower case, without accents.
 * @returns The last three fields of cron; null when the words name no days.
 */
export function dayFields(words: string): string | null {
  if (EVERY_DAY.test(words)) return "* * *";
  if (WORKING_DAYS.test(words)) return "* * 1-5";
  if (BUSINESS_DAYS.test(words)) return "* * 1-6";
  return weekdayFields(words) ?? monthFields(words);
}

function weekdayFields(words: string): string | null {
  const [, from, to] = RANGE.exec(words) ?? [];
  if (from !== undefined && to !== undefined) {
    const first = WEEKDAYS.indexOf(from);
    const length = (WEEKDAYS.indexOf(to) - first + 7) % 7 + 1;
    return `* * ${Array.from({ length }, (_, i) => (first + i) % 7).join(",")}`;
  }
  const days = words.split(BETWEEN).map((word) =>
    WEEKDAYS.indexOf(word.replace(ARTICLE, "").replace(/s$/, ""))
  );
  return days.includes(-1) ? null : `* * ${days.join(",")}`;
}

function monthFields(words: string): string | null {
  const listed = BEFORE_MONTH.exec(words)?.[1] ?? AFTER_MONTH.exec(words)?.[1];
  if (listed === undefined) return null;
  const days = listed.split(BETWEEN).map((word) => monthDay(word.replace(ARTICLE, "")));
  return days.includes(null) ? null : `${days.join(",")} * *`;
}

/** Not every month has the 29th to the 31st: « le dernier jour » says what is meant. */
function monthDay(word: string): string | null {
  if (/^derniers? jours?$/.test(word)) return "L";
  const [, digits] = /^(\d{1,2})(?:er)?$/.exec(word) ?? [];
  const day = word === "premier" ? 1 : Number(digits ?? Number.NaN);
  return day >= 1 && day <= LAST_SAFE_DAY ? String(day) : null;
}
