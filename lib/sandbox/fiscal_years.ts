import { dateOf, type Day, endOfMonth, monthOf, nextBusinessDay, yearOf } from "./calendar.ts";
import type { Ids } from "./ids.ts";
import type { Company, FiscalYear } from "./types.ts";

/** Fiscal years of a company, unless fewer are asked for. */
export const FISCAL_YEARS = 3;

/**
 * The fiscal year of `today` and those before it, oldest first. A year is closed about four and a half months after its end.
 */
export function fiscalYearsOf(
  company: Company,
  today: Day,
  { ids, years = FISCAL_YEARS }: { readonly ids: Ids; readonly years?: number },
): FiscalYear[] {
  const opening = yearOf(today) - (monthOf(today) < company.firstMonth ? 1 : 0);
  return Array.from({ length: years }, (_, rank) => {
    const back = years - 1 - rank;
    const start = dateOf(opening - back, company.firstMonth, 1);
    const end = endOfMonth(start, 11);
    const closedOn = nextBusinessDay(endOfMonth(end, 4) - 10 + (company.index % 5));
    return {
      id: ids.fixed("fiscalYear", yearOf(start)),
      start,
      end,
      closedOn: closedOn <= today ? closedOn : null,
      rank,
    };
  });
}
