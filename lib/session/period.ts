import { isDay, UsageError } from "../base/mod.ts";

/** First and last day of a fiscal year, `YYYY-MM-DD`. */
export interface FiscalYear {
  readonly start: string;
  readonly end: string;
}

/** Days that charts of activity cover, both included, `YYYY-MM-DD`. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/**
 * The day that the parameter `dateArret` means.
 *
 * @param text « aujourd'hui », `AAAA-MM-JJ` or `JJ/MM/AAAA`.
 * @param today The current day, `YYYY-MM-DD`.
 * @returns `YYYY-MM-DD`.
 * @throws {UsageError} Anything else, or a day that no calendar has.
 *
 * @example
 * ```ts
 * import { resolveDay } from "./period.ts";
 * import assert from "node:assert/strict";
 * assert.equal(resolveDay("31/10/2026", "2026-11-20"), "2026-10-31");
 * assert.equal(resolveDay("aujourd'hui", "2026-11-20"), "2026-11-20");
 * ```
 */
export function resolveDay(text: string, today: string): string {
  const asked = text.trim().replace("’", "'").toLowerCase();
  if (asked === "aujourd'hui") return today;
  const french = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(asked);
  const day = french ? `${french[3]}-${french[2]}-${french[1]}` : asked;
  if (isDay(day)) return day;
  throw new UsageError(
    `Impossible de comprendre la date « ${text} » : ce n'est pas un jour ; ` +
      "écrivez « aujourd'hui » ou AAAA-MM-JJ, par exemple 2026-10-31",
  );
}

/**
 * The period that the parameter `depuis` means.
 *
 * @param text « exercice en cours », « exercice précédent », « 12 mois » (any number), « tout », or a day.
 * @param options `dateArret`: last day of the period; `years`: fiscal years of the company.
 * @returns Both days included; of the year before when « exercice précédent ».
 * @throws {UsageError} Anything else.
 *
 * @example
 * ```ts
 * import { resolvePeriod } from "./period.ts";
 * import assert from "node:assert/strict";
 * const years = [{ start: "2025-07-01", end: "2026-06-30" }, { start: "2026-07-01", end: "2027-06-30" }];
 * assert.deepEqual(resolvePeriod("exercice en cours", { dateArret: "2026-10-31", years }), {
 *   from: "2026-07-01",
 *   to: "2026-10-31",
 * });
 * ```
 */
export function resolvePeriod(
  text: string,
  { dateArret, years }: { dateArret: string; years: readonly FiscalYear[] },
): Period {
  const asked = text.trim().toLowerCase();
  if (asked === "tout") return { from: "0001-01-01", to: dateArret };
  const months = /^(\d{1,3}) (?:derniers )?mois$/.exec(asked);
  if (months) return { from: monthsBefore(dateArret, Number(months[1])), to: dateArret };
  if (asked.startsWith("exercice")) return fiscalPeriod(text, { dateArret, years });
  const from = dayOrNull(text, dateArret);
  if (from !== null) return { from, to: dateArret };
  throw new UsageError(
    `Impossible de comprendre la période « ${text} » : ni un exercice, ni un nombre de mois, ni un jour ; ` +
      "écrivez « exercice en cours », « exercice précédent », « 12 mois », « tout » ou AAAA-MM-JJ",
  );
}

function fiscalPeriod(
  text: string,
  { dateArret, years }: { dateArret: string; years: readonly FiscalYear[] },
): Period {
  const sorted = [...years].sort((a, b) => a.start < b.start ? -1 : 1);
  const current = sorted.findLastIndex((year) => year.start <= dateArret);
  const asked = text.trim().toLowerCase();
  if (asked === "exercice en cours") {
    // Without any fiscal year, the calendar one.
    const year = sorted[current] ?? { start: `${dateArret.slice(0, 4)}-01-01`, end: dateArret };
    return { from: year.start, to: dateArret };
  }
  const before = sorted[current - 1];
  if (/^exercice pr[ée]c[ée]dent$/.test(asked) && before) {
    return { from: before.start, to: before.end };
  }
  throw new UsageError(
    `Impossible de comprendre la période « ${text} » : ${
      before ? "exercice inconnu" : "la société n'a pas d'exercice avant celui en cours"
    } ; écrivez « exercice en cours »`,
  );
}

function dayOrNull(text: string, today: string): string | null {
  try {
    return resolveDay(text, today);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

/** The first day of the month, so many months back: « 12 mois » at 31 October begins on 1 November before. */
function monthsBefore(day: string, months: number): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - months + 1);
  return date.toISOString().slice(0, 10);
}
