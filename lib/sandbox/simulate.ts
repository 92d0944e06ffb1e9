import { planAnnualReturns } from "./annual.ts";
import { Book } from "./book.ts";
import { dayOf, startOfMonth } from "./calendar.ts";
import { type Carry, carryOf, emitTrialBalance, openYear, planCorporateTax } from "./closing.ts";
import type { TradeRun } from "./desk.ts";
import { addDirt } from "./dirt.ts";
import { fiscalYearsOf } from "./fiscal_years.ts";
import { Ids } from "./ids.ts";
import { plantMistakes, silentAccountOf } from "./planted/mod.ts";
import { Random } from "./prng.ts";
import { Order } from "./schedule.ts";
import { Agency } from "./trades/agency.ts";
import { Building } from "./trades/building.ts";
import { Pharmacy } from "./trades/pharmacy.ts";
import type { BookItem, Company, FiscalYear } from "./types.ts";
import { usersOf } from "./users.ts";

/** What one company's simulation needs. */
export interface SimulationOptions {
  readonly seed: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** 1: the usual size of the trade. */
  readonly size: number;
  readonly planted: boolean;
  /** Fiscal years, the one of `date` included. */
  readonly years: number;
}

/** Runs a company day by day and yields what happens, at most one day at a time. */
export function* simulate(company: Company, options: SimulationOptions): Iterable<BookItem> {
  const today = dayOf(options.date);
  const ids = new Ids(company.index);
  const years = fiscalYearsOf(company, today, { ids, years: options.years });
  const book = new Book(company, {
    today,
    ids,
    random: new Random(`penny/${options.seed}/${company.index}`),
    size: options.size,
    firstYear: years[0]!,
  });
  if (company.listed) book.emit({ kind: "company", company });
  for (const user of usersOf(book)) book.emit({ kind: "user", user });
  const silent = options.planted ? silentAccountOf(company, today) : null;
  const run = tradeOf(book, silent);
  run.desk.vat.plan(years[0]!.start);
  addDirt(run.desk);
  if (options.planted) plantMistakes(run);
  let carry: Carry = firstCarry(run), tax = run.lastTax;
  for (const year of years) {
    book.fiscalYear = year;
    book.totals.clear();
    book.emit({ kind: "fiscalYear", fiscalYear: year });
    planCorporateTax(book, { bank: run.desk.bank, lastTax: tax, onTax: (due) => tax = due });
    planAnnualReturns(run.desk, year);
    book.schedule.at(year.end, () => run.closeYear(), Order.yearEnd);
    yield* runYear(run, year, carry);
    emitTrialBalance(book);
    yield* book.drain();
    if (year.end < today) carry = carryOf(book);
  }
  for (const bankAccount of run.desk.bank.accounts()) {
    yield { kind: "bankAccount", bankAccount };
  }
}

function* runYear(run: TradeRun, year: FiscalYear, carry: Carry): Iterable<BookItem> {
  const { book, bank } = run.desk;
  openYear(book, carry);
  const last = Math.min(year.end, book.today);
  for (let day = year.start; day <= last; day++) {
    if (day === startOfMonth(day)) run.planMonth(day);
    book.schedule.run(day);
    bank.flushDay();
    yield* book.drain();
  }
}

function firstCarry(run: TradeRun): Carry {
  const { book, bank, assets, loan } = run.desk;
  const lines = [
    ...run.openingLines(),
    ...bank.openingLines(),
    ...assets.openingLines(book.fiscalYear.start),
    loan.openingLine(),
  ];
  const difference = lines.reduce((sum, line) => sum + line.amount, 0);
  return [...lines, { account: "106800", amount: -difference }].map((line) => ({
    label: "À nouveau",
    ...line,
  }));
}

function tradeOf(book: Book, silent: ReturnType<typeof silentAccountOf>): TradeRun {
  switch (book.company.trade) {
    case "pharmacie":
      return new Pharmacy(book);
    case "agence":
      return new Agency(book, silent);
    case "batiment":
      return new Building(book);
  }
}
