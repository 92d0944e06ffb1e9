import type { Bank } from "./bank.ts";
import type { Book, LineDraft } from "./book.ts";
import {
  dateOf,
  type Day,
  endOfMonth,
  isoDay,
  monthName,
  monthOf,
  nextBusinessDay,
  startOfMonth,
  yearOf,
} from "./calendar.ts";
import { type Cents, wholeEuros } from "./money.ts";
import { Order } from "./schedule.ts";
import type { Entry, JournalCode, Line } from "./types.ts";

/** Accounts that a return clears; those of operations that wait (44564, 44574) or of accruals (4458) stay out. */
const RETURNED = new Set([
  "445200",
  "445620",
  "445660",
  "445662",
  "445668",
  "445670",
  "445711",
  "445712",
  "445713",
  "445714",
  "445718",
]);

/**
 * Makes the VAT returns (form 3310-CA3) from the books: at the end of each period an entry clears the accounts of collected
 * and deductible VAT into 44551 (due) or 44567 (credit brought forward), in whole euros as the form wants.
 *
 * A return is booked on the last day of its period once its deadline is past; until then the period is `pending`. What is
 * entered after the deadline of its period waits for the next return.
 */
export class VatReturns {
  readonly #book: Book;
  readonly #bank: Bank;
  readonly #balances = new Map<string, Cents>();
  /** Journal of the return of a period. */
  journalOf: (periodEnd: Day) => JournalCode = () => "TVA";
  /** Told each return that was booked. */
  onBooked: (periodEnd: Day, booked: { documentId: number; due: Cents }) => void = () => {};

  constructor(book: Book, bank: Bank) {
    this.#book = book;
    this.#bank = bank;
    book.onVatLine = (line, entry) => this.#note(line, entry);
  }

  /** The day on which the return of the period that ends on `end` is due and paid. */
  deadline(end: Day): Day {
    const day = endOfMonth(end) + this.#book.company.vatDay;
    return nextBusinessDay(day);
  }

  /** Plans the returns of all periods from the first day of the books to the last. */
  plan(first: Day): void {
    const { schedule, today } = this.#book;
    for (let end = this.periodEnd(first); end <= this.periodEnd(today); end = this.#next(end)) {
      const start = this.#start(end);
      if (this.#book.company.vatFrequency === "quarterly") this.#notExpected(start);
      if (this.deadline(end) > today) {
        // A period that has not begun to be declared: its first day is filled once the return exists.
        schedule.at(today, () => this.#declare(end, { status: "pending" }), Order.vatReturn);
      } else schedule.at(end, () => this.#close(start, end), Order.vatReturn);
    }
  }

  #next(end: Day): Day {
    return this.periodEnd(end + 1);
  }

  /** Last day of the period that holds `day`. */
  periodEnd(day: Day): Day {
    if (this.#book.company.vatFrequency === "monthly") return endOfMonth(day);
    return endOfMonth(day, (3 - (monthOf(day) % 3)) % 3);
  }

  #start(end: Day): Day {
    return startOfMonth(end, this.#book.company.vatFrequency === "monthly" ? 0 : -2);
  }

  #note(line: Line, entry: Entry): void {
    if (!RETURNED.has(line.account)) return;
    if (entry.journal === "AN" && this.#book.fiscalYear.rank > 0) return;
    const end = this.periodEnd(entry.day);
    const amount = line.debit - line.credit;
    const add = () =>
      this.#balances.set(line.account, (this.#balances.get(line.account) ?? 0) + amount);
    if (entry.createdOn > this.deadline(end)) {
      this.#book.schedule.at(entry.createdOn, add, Order.opening);
    } else add();
  }

  #close(start: Day, end: Day): void {
    const lines: LineDraft[] = [];
    let net = 0;
    for (const [account, balance] of [...this.#balances].sort()) {
      lines.push({ account, amount: -balance });
      net -= balance;
    }
    const due = wholeEuros(net);
    const id = this.#book.ids.next("document");
    const label = `CA3 ${this.#name(start, end)}`;
    if (lines.some((line) => line.amount !== 0)) {
      this.#book.post({
        id,
        journal: this.journalOf(end),
        day: end,
        label,
        pieceRef: `CA3-${isoDay(end).slice(0, 7)}`,
        createdOn: this.deadline(end) - 2,
        updatedOn: this.deadline(end),
        lines: [
          ...lines,
          {
            account: due > 0 ? "445510" : "445670",
            amount: -due,
            lettering: due > 0 ? id : null,
          },
          {
            account: net < due ? "658800" : "758800",
            amount: due - net,
            label: `Arrondi ${label}`,
          },
        ],
      });
    }
    this.onBooked(end, { documentId: id, due });
    this.#balances.clear();
    if (due < 0) this.#balances.set("445670", -due);
    const day = this.deadline(end);
    if (due > 0) this.#book.schedule.at(day, () => this.#pay(id, due, label, day));
    this.#declare(end, { status: this.#progress(end), start, documentId: id, amount: due });
    this.#teledec(start, end, due);
  }

  /** How far a filed return is: sent, then accepted, then paid, within a week. */
  #progress(end: Day): string {
    const age = this.#book.today - this.deadline(end);
    return age < 2 ? "sent" : age < 7 ? "accepted" : "paid";
  }

  #name(start: Day, end: Day): string {
    return start < startOfMonth(end) ? `${monthName(start)} à ${monthName(end)}` : monthName(end);
  }

  #pay(lettering: number, amount: Cents, label: string, day: Day): void {
    this.#bank.move({
      day,
      amount: -amount,
      label: `PRLV SEPA DGFIP ${label.toUpperCase()}`,
      contra: [{ account: "445510", amount, lettering }],
    });
  }

  #declare(
    end: Day,
    state: { status: string; start?: Day; documentId?: number; amount?: Cents },
  ): void {
    this.#book.emit({
      kind: "vatDeclaration",
      declaration: {
        start: state.start ?? null,
        end,
        expected: true,
        status: state.status,
        documentId: state.documentId ?? null,
        form: state.documentId === undefined ? null : "3310CA3",
        amount: state.amount ?? null,
      },
    });
  }

  /** The months of a quarter in which no return is due. */
  #notExpected(start: Day): void {
    for (const months of [0, 1]) {
      const end = endOfMonth(start, months);
      this.#book.schedule.at(end, () =>
        this.#book.emit({
          kind: "vatDeclaration",
          declaration: {
            start: null,
            end,
            expected: false,
            status: null,
            documentId: null,
            form: null,
            amount: null,
          },
        }), Order.vatReturn);
    }
  }

  #teledec(start: Day, end: Day, due: Cents): void {
    const { ids, emit } = { ids: this.#book.ids, emit: this.#book.emit.bind(this.#book) };
    const day = this.deadline(end);
    const declaration = {
      type: "TVA" as const,
      form: "3310CA3",
      start,
      end,
      amount: Math.max(0, due),
      createdOn: day - 3,
    };
    // One return a year is refused at first: the one of the period that holds the month of May.
    const refused = monthOf(end) === 6 && dateOf(yearOf(end), 6, 30) === end;
    if (refused) {
      emit({
        kind: "taxDeclaration",
        declaration: {
          ...declaration,
          id: ids.next("declaration"),
          declarationId: ids.next("declaration"),
          status: "rejected",
          validated: false,
          paymentValidated: null,
          rejection: "IBAN du compte de télérèglement inconnu de l'administration",
          updatedOn: day - 2,
        },
      });
    }
    emit({
      kind: "taxDeclaration",
      declaration: {
        ...declaration,
        id: ids.next("declaration"),
        declarationId: ids.next("declaration"),
        status: "accepted",
        validated: true,
        paymentValidated: due > 0 ? true : null,
        rejection: null,
        updatedOn: day,
      },
    });
  }
}
