import { type Day, endOfMonth, monthName, monthOf, nextBusinessDay, yearOf } from "./calendar.ts";
import type { Desk } from "./desk.ts";
import type { VatCode } from "./invoicing/vat_codes.ts";
import { buy } from "./invoicing/purchases.ts";
import { BEHAVIOURS, planPayments } from "./invoicing/payments.ts";
import type { Cents } from "./money.ts";
import { codeOf } from "./names.ts";
import type { Tag, ThirdParty } from "./types.ts";

/** An expense that comes back: rent, energy, insurance, software… */
export interface Overhead {
  readonly name: string;
  readonly label: string;
  readonly account: string;
  /** Without tax, at size 1. */
  readonly net: Cents;
  /** 0.1 = ± 10 %. */
  readonly spread: number;
  readonly vatCode: VatCode;
  readonly service: boolean;
  /** Months, 1 to 12, in which it comes. @default all */
  readonly months?: readonly number[];
  readonly dayOfMonth: number;
  /** Days granted; 0: direct debit on the day. */
  readonly termDays: number;
  readonly suffix?: string;
  readonly country?: "FR" | "IE" | "DE";
  readonly tags?: readonly Tag[];
}

/** Registers the suppliers of overheads and plans their invoices. */
export class Overheads {
  readonly #desk: Desk;
  readonly #list: readonly { overhead: Overhead; supplier: ThirdParty }[];

  constructor(desk: Desk, overheads: readonly Overhead[]) {
    this.#desk = desk;
    this.#list = overheads.map((overhead) => ({
      overhead,
      supplier: desk.directory.supplier({
        name: overhead.name,
        vatCode: overhead.vatCode,
        pnlAccount: overhead.account,
        termDays: overhead.termDays,
        ...(overhead.suffix && { suffix: overhead.suffix }),
        ...(overhead.country && { country: overhead.country }),
      }),
    }));
  }

  /** The supplier of a label, for who needs it elsewhere. */
  supplierOf(name: string): ThirdParty {
    const found = this.#list.find((one) => one.overhead.name === name);
    if (found === undefined) throw new RangeError(`Fournisseur « ${name} » inconnu`);
    return found.supplier;
  }

  /** Plans the invoices of the month that begins on `month`. */
  plan(month: Day): void {
    for (const { overhead, supplier } of this.#list) {
      if (overhead.months && !overhead.months.includes(monthOf(month))) continue;
      const day = Math.min(month + overhead.dayOfMonth - 1, endOfMonth(month));
      this.#desk.book.schedule.at(day, () => this.#book(overhead, supplier, day));
    }
  }

  #book(overhead: Overhead, supplier: ThirdParty, day: Day): void {
    const { book, bank } = this.#desk;
    const random = book.random.fork(`overhead/${overhead.name}/${day}`);
    const net = random.around(Math.round(overhead.net * book.size), overhead.spread);
    const number = `${codeOf(supplier.name, 3)}${yearOf(day)}${random.int(10_000, 99_999)}`;
    buy(book, bank, {
      supplier,
      day,
      number,
      label: `${overhead.label} ${monthName(day)}`,
      lines: [{
        label: overhead.label,
        account: overhead.account,
        net: Math.max(100, net),
        vatCode: overhead.vatCode,
        service: overhead.service,
        tags: overhead.tags ?? [],
      }],
      means: overhead.termDays === 0 ? "PRLV SEPA" : "VIR SEPA",
      payments: (total, due) =>
        overhead.termDays === 0
          ? [{ day: nextBusinessDay(day + 3), amount: total }]
          : planPayments(random, { due, total, behaviour: BEHAVIOURS.prompt }),
    });
  }
}
