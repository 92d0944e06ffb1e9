import type { Bank } from "./bank.ts";
import type { Book, LineDraft } from "./book.ts";
import { accrue } from "./accruals.ts";
import {
  type Day,
  endOfMonth,
  isoDay,
  monthName,
  monthOf,
  nextBusinessDay,
  previousBusinessDay,
  yearOf,
} from "./calendar.ts";
import { accountFor } from "./accounts.ts";
import { type Cents, share } from "./money.ts";
import type { Random } from "./prng.ts";
import { Order } from "./schedule.ts";
import type { Tag } from "./types.ts";

/** An employee and the monthly gross salary. */
export interface Employee {
  readonly name: string;
  readonly gross: Cents;
}

/** How a company pays. */
export interface PayrollSpec {
  readonly employees: readonly Employee[];
  /** Building trade: paid leave goes through a fund (20 % of gross). */
  readonly leaveFund: boolean;
  /** Month with a bonus of half a month, 1 to 12; 0: none. */
  readonly bonusMonth: number;
  /** Day of the next month on which net pay leaves; 0: last business day of the month. */
  readonly payDay: number;
  readonly tags: readonly Tag[];
}

/** What one employee is paid in a month. */
interface Pay {
  readonly name: string;
  readonly gross: Cents;
  readonly tax: Cents;
  readonly cut: Cents;
  readonly net: Cents;
}

/** What is owed to a fund for a month. */
interface Debt {
  readonly account: string;
  readonly amount: Cents;
  readonly label: string;
}

/** Shares of gross, per mille: employee side then employer side. */
const EMPLOYEE = { social: 112, pension: 74, health: 21 };
const EMPLOYER = { social: 268, pension: 92, health: 34, leave: 203 };

/** Monthly payroll: the entry in journal PA, then net pay and contributions paid and lettered. */
export class Payroll {
  readonly #book: Book;
  readonly #bank: Bank;
  readonly #spec: PayrollSpec;

  constructor(book: Book, bank: Bank, spec: PayrollSpec) {
    this.#book = book;
    this.#bank = bank;
    this.#spec = spec;
  }

  /** Gross of one month, before any bonus. */
  get monthlyGross(): Cents {
    return this.#spec.employees.reduce((sum, one) => sum + one.gross, 0);
  }

  /** Plans the payroll of the month that begins on `month`. */
  plan(month: Day): void {
    const { today, ids, random, schedule } = this.#book;
    const end = endOfMonth(month);
    const draw = random.fork(`payroll/${end}`);
    const id = ids.next("document");
    const pays = this.#pays(end, draw);
    const debts = this.#debts(pays);
    const payDay = this.#spec.payDay === 0
      ? previousBusinessDay(end)
      : nextBusinessDay(end + this.#spec.payDay);
    const due = nextBusinessDay(end + 15);
    const letter = (day: Day) => (day <= today ? id : null);
    const lines = [
      ...this.#charges(pays.reduce((sum, one) => sum + one.gross, 0)),
      ...pays.map((one) => ({
        account: "421000",
        amount: -one.net,
        label: `Salaire net ${one.name}`,
        lettering: letter(payDay),
      })),
      ...debts.map((one) => ({
        account: one.account,
        amount: -one.amount,
        lettering: letter(due),
      })),
    ];
    schedule.at(end, () => this.#post(end, { id, due, lines }), Order.monthEnd);
    for (const one of pays) {
      const label = `VIR SALAIRE ${one.name}`;
      // Salaries leave before the month ends: until its entry is posted there is nothing to letter them with.
      this.#pay(payDay, one.net, { account: "421000", lettering: letter(end), label });
    }
    for (const one of debts) {
      this.#pay(due, one.amount, { account: one.account, lettering: id, label: one.label });
    }
    if (draw.chance(0.1)) this.#sickPay(nextBusinessDay(month + 12), draw.around(38_000, 0.4));
  }

  #post(end: Day, entry: { id: number; due: Day; lines: LineDraft[] }): void {
    this.#book.post({
      id: entry.id,
      journal: "PA",
      day: end,
      label: `Paie ${monthName(end)}`,
      pieceRef: `PAIE-${isoDay(end).slice(0, 7)}`,
      createdBy: "Import paie",
      updatedOn: entry.due <= this.#book.today ? entry.due : end,
      lines: entry.lines,
    });
  }

  #pays(end: Day, random: Random): Pay[] {
    const bonus = monthOf(end) === this.#spec.bonusMonth;
    return this.#spec.employees.map((one) => {
      const raised = share(one.gross, 1000 + 24 * this.#book.fiscalYear.rank, 1000);
      const gross = raised + (bonus ? share(raised, 1, 2) : 0) + random.int(0, 4) * 1250;
      const cut = share(gross, EMPLOYEE.social + EMPLOYEE.pension + EMPLOYEE.health, 1000);
      const tax = share(gross, gross > 300_000 ? 58 : 21, 1000);
      return { name: one.name, gross, tax, cut, net: gross - cut - tax };
    });
  }

  #pay(
    day: Day,
    amount: Cents,
    to: { account: string; lettering: number | null; label: string },
  ): void {
    this.#book.schedule.at(day, () => {
      this.#bank.move({
        day,
        amount: -amount,
        label: to.label.toUpperCase(),
        contra: [{ account: to.account, amount, lettering: to.lettering }],
      });
    });
  }

  #charges(gross: Cents): LineDraft[] {
    const tags = this.#spec.tags;
    const lines = [
      { account: "641100", amount: gross, tags },
      { account: "645100", amount: share(gross, EMPLOYER.social, 1000), tags },
      { account: "645300", amount: share(gross, EMPLOYER.pension, 1000), tags },
      { account: "645400", amount: share(gross, EMPLOYER.health, 1000), tags },
    ];
    if (this.#spec.leaveFund) {
      lines.push({ account: "645700", amount: share(gross, EMPLOYER.leave, 1000), tags });
    }
    return lines;
  }

  #debts(pays: readonly Pay[]): Debt[] {
    const sum = (of: (pay: Pay) => Cents) => pays.reduce((total, pay) => total + of(pay), 0);
    const gross = sum((pay) => pay.gross), cut = sum((pay) => pay.cut), tax = sum((pay) => pay.tax);
    const pension = share(gross, EMPLOYEE.pension, 1000);
    const health = share(gross, EMPLOYEE.health, 1000);
    const debts = [
      {
        account: "431000",
        amount: cut - pension - health + share(gross, EMPLOYER.social, 1000),
        label: "PRLV SEPA URSSAF",
      },
      {
        account: "437100",
        amount: pension + share(gross, EMPLOYER.pension, 1000),
        label: "PRLV SEPA RETRAITE COMPLEMENTAIRE",
      },
      {
        account: "437200",
        amount: health + share(gross, EMPLOYER.health, 1000),
        label: "PRLV SEPA PREVOYANCE SANTE",
      },
      { account: "442100", amount: tax, label: "PRLV SEPA DGFIP PAS" },
    ];
    if (this.#spec.leaveFund) {
      debts.push({
        account: "437300",
        amount: share(gross, EMPLOYER.leave, 1000),
        label: "PRLV SEPA CAISSE CONGES BTP",
      });
    }
    return debts;
  }

  /** Daily allowances of the health insurance for an absent employee. */
  #sickPay(day: Day, amount: Cents): void {
    this.#book.schedule.at(day, () => {
      this.#bank.move({
        day,
        amount,
        label: "VIR CPAM INDEMNITES JOURNALIERES",
        contra: [{
          account: accountFor("payrollRefund", yearOf(this.#book.fiscalYear.start)),
          amount: -amount,
          label: "Indemnités journalières",
        }],
      });
    });
  }

  /** Paid leave due on the last day of the year, with its charges; reversed on the next day. */
  provisionLeave(): void {
    const leave = share(this.monthlyGross, this.#spec.leaveFund ? 1 : 6, 10);
    const charges = share(leave, 40, 100);
    const lines = [
      { account: "641200", amount: leave },
      { account: "645820", amount: charges },
      { account: "428200", amount: -leave },
      { account: "438200", amount: -charges },
    ];
    accrue(this.#book, { label: "Provision pour congés payés", pieceRef: "CP", lines });
  }
}
