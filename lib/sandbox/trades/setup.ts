import { type Asset, FixedAssets, type Loan, LoanPlan } from "../assets.ts";
import { Bank, type BankSpec } from "../bank.ts";
import type { Book } from "../book.ts";
import type { Desk } from "../desk.ts";
import { Directory } from "../directory.ts";
import { Numbering } from "../invoicing/numbering.ts";
import { personName } from "../names.ts";
import { type Employee, Payroll, type PayrollSpec } from "../payroll.ts";
import { VatReturns } from "../vat_returns.ts";

/** What sets up the desk of a company. */
export interface DeskSpec {
  readonly banks: readonly BankSpec[];
  readonly payroll: PayrollSpec;
  readonly assets: readonly Asset[];
  readonly loan: Loan;
}

/** Sets up a desk. */
export function deskOf(book: Book, spec: DeskSpec): Desk {
  const bank = new Bank(book, spec.banks);
  return {
    book,
    bank,
    directory: new Directory(book),
    numbering: new Numbering(),
    vat: new VatReturns(book, bank),
    payroll: new Payroll(book, bank, spec.payroll),
    assets: new FixedAssets(book, spec.assets),
    loan: new LoanPlan(book, bank, spec.loan),
  };
}

/**
 * Employees of a company: as many as its size wants, at least one.
 *
 * @param book The books.
 * @param salaries Monthly gross of each employee at size 1, cents.
 */
export function employeesOf(book: Book, salaries: readonly number[]): Employee[] {
  const random = book.random.fork("employees");
  const wanted = salaries.length * book.size;
  const count = Math.max(1, Math.round(wanted));
  return Array.from({ length: count }, (_, index) => ({
    name: personName(random),
    gross: Math.round(salaries[index % salaries.length]! * wanted / count),
  }));
}

/** A company-wide amount of cents brought to the size of the company. */
export function sized(book: Book, cents: number): number {
  return Math.round(cents * book.size);
}
