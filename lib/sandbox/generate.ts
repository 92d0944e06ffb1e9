import { isDay, UsageError } from "../base/mod.ts";
import { dayOf } from "./calendar.ts";
import { companyOf } from "./companies.ts";
import { FISCAL_YEARS, fiscalYearsOf } from "./fiscal_years.ts";
import { Ids } from "./ids.ts";
import { simulate } from "./simulate.ts";
import type { BooksOptions, Company, CompanyBooks, Trade } from "./types.ts";

/** Ledger lines of one month, measured: those of any company, and those that grow with its size. */
const LINES_PER_MONTH: Readonly<Record<Trade, { fixed: number; variable: number }>> = {
  pharmacie: { fixed: 141, variable: 387 },
  agence: { fixed: 115, variable: 151 },
  batiment: { fixed: 100, variable: 165 },
};
/** Below this size only amounts shrink: what comes once a day or a month still does. */
const SMALLEST = 0.05;
/** Companies that can have planted mistakes: one of each trade. */
const PLANTED_COMPANIES = 3;

/**
 * The books of synthetic French companies: balanced to the cent, a pure function of seed, date and options. Nothing is
 * computed before `items()` is read, and only about one day of one company is in memory at a time.
 *
 * @param options Seed, date (`YYYY-MM-DD`, the day of making) and size.
 * @returns The books, one company after the other.
 * @throws UsageError when an option is out of range.
 *
 * @example
 * ```ts
 * import { generateBooks } from "./generate.ts";
 * for (const books of generateBooks({ seed: 1, date: "2026-10-31" })) {
 *   console.log(books.company.name);
 * }
 * ```
 */
export function generateBooks(options: BooksOptions): Iterable<CompanyBooks> {
  return allBooks(options, sizeOf(options));
}

function* allBooks(
  options: BooksOptions,
  { companies, size }: { companies: number; size: number },
): Iterable<CompanyBooks> {
  const planted = options.plantedMistakes ?? true;
  for (let index = 0; index < companies; index++) {
    yield booksOf(companyOf(index), options, size, planted && index < PLANTED_COMPANIES);
  }
  if (options.orphans) {
    // Small, and of a rank that no listed company reaches.
    yield booksOf(companyOf(ORPHAN_INDEX, false), options, Math.min(size, 0.2), false);
  }
}

const ORPHAN_INDEX = 90_002;

function booksOf(
  company: Company,
  options: BooksOptions,
  size: number,
  planted: boolean,
): CompanyBooks {
  const { seed, date, years = FISCAL_YEARS } = options;
  return { company, items: () => simulate(company, { seed, date, years, size, planted }) };
}

function sizeOf(options: BooksOptions): { companies: number; size: number } {
  const { seed, date, companies = 3, lines, years = FISCAL_YEARS } = options;
  const faults = [
    isDay(date) && date >= "1995-01-01" && date <= "2100-12-31"
      ? null
      : `« date » vaut « ${date} » : il faut un jour de 1995 à 2100, AAAA-MM-JJ`,
    Number.isSafeInteger(seed) ? null : `« seed » vaut ${seed} : il faut un entier`,
    companies >= 1 && companies <= 10_000 && Number.isInteger(companies)
      ? null
      : `« companies » vaut ${companies} : il faut un entier de 1 à 10000`,
    lines === undefined || (Number.isInteger(lines) && lines >= 300 && lines <= 200_000_000)
      ? null
      : `« lines » vaut ${lines} : il faut un entier de 300 à 200000000`,
    years >= 1 && years <= FISCAL_YEARS && Number.isInteger(years)
      ? null
      : `« years » vaut ${years} : il faut un entier de 1 à ${FISCAL_YEARS}`,
  ].filter((one) => one !== null);
  if (faults.length > 0) {
    throw new UsageError(
      `Impossible de générer les sociétés de démonstration : ${faults.join(" ; ")}`,
    );
  }
  const today = dayOf(date);
  if (lines === undefined) return { companies, size: 1 };
  let fixed = 0, variable = 0;
  for (let index = 0; index < companies; index++) {
    const company = companyOf(index);
    const [first] = fiscalYearsOf(company, today, { ids: new Ids(index), years });
    const months = (today - first!.start) / 30.4, measured = LINES_PER_MONTH[company.trade];
    fixed += measured.fixed * months;
    variable += measured.variable * months;
  }
  return { companies, size: Math.max(SMALLEST, (lines - fixed) / variable) };
}
