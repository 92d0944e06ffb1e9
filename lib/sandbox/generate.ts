import { UsageError } from "../base/mod.ts";
import { dayOf } from "./calendar.ts";
import { companyOf } from "./companies.ts";
import { simulate } from "./simulate.ts";
import type { BooksOptions, Company, CompanyBooks, Trade } from "./types.ts";

/** Ledger lines of one month at size 1, measured; they tell the size that a wanted number of lines asks for. */
const LINES_PER_MONTH: Readonly<Record<Trade, number>> = {
  pharmacie: 530,
  agence: 200,
  batiment: 210,
};
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
export function* generateBooks(options: BooksOptions): Iterable<CompanyBooks> {
  const { companies, size } = sizeOf(options);
  const planted = options.plantedMistakes ?? true;
  for (let index = 0; index < companies; index++) {
    yield booksOf(companyOf(index), options, size, planted && index < PLANTED_COMPANIES);
  }
  if (options.orphans) {
    // Small, and of a rank that no listed company reaches.
    yield booksOf(companyOf(ORPHAN_INDEX, false), options, Math.min(size, 0.2), false);
  }
}

const ORPHAN_INDEX = 90_001;

function booksOf(
  company: Company,
  options: BooksOptions,
  size: number,
  planted: boolean,
): CompanyBooks {
  return {
    company,
    items: () => simulate(company, { seed: options.seed, date: options.date, size, planted }),
  };
}

function sizeOf(options: BooksOptions): { companies: number; size: number } {
  const { seed, date, companies = 3, lines } = options;
  const faults = [
    Number.isSafeInteger(seed) ? null : `« seed » vaut ${seed} : il faut un entier`,
    companies >= 1 && companies <= 10_000 && Number.isInteger(companies)
      ? null
      : `« companies » vaut ${companies} : il faut un entier de 1 à 10000`,
    lines === undefined || (Number.isInteger(lines) && lines >= 300 && lines <= 200_000_000)
      ? null
      : `« lines » vaut ${lines} : il faut un entier de 300 à 200000000`,
  ].filter((one) => one !== null);
  if (faults.length > 0) {
    throw new UsageError(
      `Impossible de générer les sociétés de démonstration : ${faults.join(" ; ")}`,
    );
  }
  dayOf(date);
  if (lines === undefined) return { companies, size: 1 };
  return { companies, size: lines / linesAtSizeOne(companies) };
}

/** Lines of so many companies at size 1 over three fiscal years, the last one partly gone. */
function linesAtSizeOne(companies: number): number {
  let lines = 0;
  for (let index = 0; index < companies; index++) {
    lines += LINES_PER_MONTH[companyOf(index).trade] * 32;
  }
  return lines;
}
