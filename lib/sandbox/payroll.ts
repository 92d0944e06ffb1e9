import type { Bank } from "./bank.ts";
import type { Book, LineDraft } from "./book.ts";
import {
  dateOf,
  type Day,
  endOfMonth,
  monthName,
  monthOf,
  nextBusinessDay,
  previousBusinessDay,
  yearOf,
} from "./calendar.ts";
import { accountFor } from "./accounts.ts";
import { type Cents, share } from "./money.ts";
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
    const end = endOfMonth(month);
    this.#book.schedule.at(end, () => this.#run(end), Order.monthEnd);
  }

  #run(end: Day): void {
    const { today, ids, fiscalYear } = this.#book;
    const random = this.#book.random.fork(`payroll/${end}`);
    const id = ids.next("document");
    const bonus = monthOf(end) === this.#spec.bonusMonth;
    const payDay = this.#spec.payDay === 0
      ? previousBusinessDay(end)
      : nextBusinessDay(end + this.#spec.payDay);
    const pays = this.#spec.employees.map((one) => {
      const gross = one.gross + (bonus ? share(one.gross, 1, 2) : 0) + random.int(0, 4) * 1250;
      const cut = share(gross, EMPLOYEE.social + EMPLOYEE.pension + EMPLOYEE.health, 1000);
      const tax = share(gross, gross > 300_000 ? 58 : 21, 1000);
      return { name: one.name, gross, tax, net: gross - cut - tax };
    });
    const gross = pays.reduce((sum, one) => sum + one.gross, 0);
    const tax = pays.reduce((sum, one) => sum + one.tax, 0);
    const cutTotal = pays.reduce((sum, one) => sum + one.gross - one.tax - one.net, 0);
    const debts = this.#debts(gross, cutTotal, tax);
    const due = nextBusinessDay(endOfMonth(end) + 15);
    const paidBy = (day: Day) => (day <= today ? id : null);
    this.#book.post({
      id,
      journal: "PA",
      day: end,
      label: `Paie ${monthName(end)}`,
      pieceRef: `PAIE-${yearOf(end)}-${String(monthOf(end)).padStart(2, "0")}`,
      createdBy: "Import paie",
      updatedOn: due <= today ? due : end,
      lines: [
        ...this.#charges(gross),
        ...pays.map((one) => ({
          account: "421000",
          amount: -one.net,
          label: `Salaire net ${one.name}`,
          lettering: paidBy(payDay),
        })),
        ...debts.map((one) => ({
          account: one.account,
          amount: -one.amount,
          lettering: paidBy(due),
        })),
      ],
    });
    for (const one of pays) {
      this.#pay(payDay, one.net, {
        account: "421000",
        lettering: id,
        label: `VIR SALAIRE ${one.name}`,
      });
    }
    for (const one of debts) {
      this.#pay(due, one.amount, { account: one.account, lettering: id, label: one.label });
    }
    if (random.chance(0.1)) this.#sickPay(end, fiscalYear.start, random.around(38_000, 0.4));
  }

  #pay(day: Day, amount: Cents, to: { account: string; lettering: number; label: string }): void {
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

  #debts(gross: Cents, cut: Cents, tax: Cents) {
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
  #sickPay(end: Day, yearStart: Day, amount: Cents): void {
    const day = nextBusinessDay(end - 9);
    this.#book.schedule.at(Math.max(day, end), () => {
      this.#bank.move({
        day: nextBusinessDay(end) === end ? end : previousBusinessDay(end),
        amount,
        label: "VIR CPAM INDEMNITES JOURNALIERES",
        contra: [{
          account: accountFor("payrollRefund", yearOf(yearStart)),
          amount: -amount,
          label: "Indemnités journalières",
        }],
      });
    }, Order.monthEnd);
  }

  /** Paid leave due on the last day of the year, with its charges; reversed on the next day. */
  provisionLeave(end: Day): void {
    const leave = share(this.monthlyGross, this.#spec.leaveFund ? 1 : 6, 10);
    const charges = share(leave, 40, 100);
    const lines = [
      { account: "641200", amount: leave },
      { account: "645820", amount: charges },
      { account: "428200", amount: -leave },
      { account: "438200", amount: -charges },
    ];
    const label = `Provision congés payés au ${dateLabel(end)}`;
    this.#book.post({ journal: "OD", day: end, label, pieceRef: "CP", lines });
    this.#book.schedule.at(end + 1, () => {
      this.#book.post({
        journal: "OD",
        day: end + 1,
        label: `Extourne - ${label}`,
        pieceRef: "CP",
        lines: lines.map((line) => ({ ...line, amount: -line.amount })),
      });
    }, Order.reversal);
  }
}

function dateLabel(day: Day): string {
  return `${String(day - dateOf(yearOf(day), monthOf(day), 1) + 1)}/${
    String(monthOf(day)).padStart(2, "0")
  }/${yearOf(day)}`;
}
