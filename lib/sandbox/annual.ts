import { endOfMonth, nextBusinessDay, yearOf } from "./calendar.ts";
import type { Desk } from "./desk.ts";
import { type Cents, share } from "./money.ts";
import type { FiscalYear, TaxDeclaration } from "./types.ts";

/**
 * The general meeting, six months into the year: the profit of the year before goes to reserves and dividends (with the 30 %
 * flat tax withheld, form 2777), a loss to 119000.
 *
 * @param desk The company, in the fiscal year of the meeting.
 * @param payout Share of the profit paid out, per cent.
 */
export function planMeeting(desk: Desk, payout: number): void {
  const { book } = desk;
  const day = endOfMonth(book.fiscalYear.start, 5) - 2;
  book.schedule.at(day, () => {
    const profit = -book.balance("120000"), loss = book.balance("129000");
    if (loss > 0) {
      book.post({
        journal: "OD",
        day,
        label: "Affectation du résultat (assemblée générale)",
        pieceRef: "AGO",
        lines: [{ account: "119000", amount: loss }, { account: "129000", amount: -loss }],
      });
    }
    if (profit <= 0) return;
    const dividends = share(profit, payout, 10_000) * 100;
    const id = book.ids.next("document");
    const payDay = nextBusinessDay(day + 20);
    const lettering = payDay <= book.today ? id : null;
    book.post({
      id,
      journal: "OD",
      day,
      label: "Affectation du résultat (assemblée générale)",
      pieceRef: "AGO",
      lines: [
        { account: "120000", amount: profit },
        { account: "457000", amount: -dividends, lettering },
        { account: "106800", amount: dividends - profit },
      ],
    });
    if (dividends > 0) payDividends(desk, { dividends, payDay, lettering: id });
  });
}

function payDividends(
  desk: Desk,
  options: { dividends: Cents; payDay: number; lettering: number },
): void {
  const { book, bank } = desk;
  const { dividends, payDay, lettering } = options;
  const withheld = share(dividends, 30, 100);
  const taxDay = nextBusinessDay(endOfMonth(payDay) + 15);
  book.schedule.at(payDay, () => {
    bank.move({
      day: payDay,
      amount: withheld - dividends,
      label: "VIR DIVIDENDES ASSOCIES",
      contra: [
        { account: "457000", amount: dividends, lettering },
        {
          account: "442500",
          amount: -withheld,
          lettering: taxDay <= book.today ? lettering : null,
        },
      ],
    });
  });
  book.schedule.at(taxDay, () => {
    bank.move({
      day: taxDay,
      amount: -withheld,
      label: "PRLV SEPA DGFIP 2777",
      contra: [{ account: "442500", amount: withheld, lettering }],
    });
    declare(desk, { type: "RCM", form: "2777", amount: withheld, day: taxDay });
  });
}

/** Returns that follow the end of a fiscal year: financial statements, DAS2 (fees paid) and, until 2029, CVAE. */
export function planAnnualReturns(desk: Desk, year: FiscalYear): void {
  const { book } = desk;
  const day = nextBusinessDay(endOfMonth(year.end, 4) - 12);
  book.schedule.at(day, () => {
    declare(desk, { type: "Liasse", form: "2050-LIASSE", amount: 0, day, year });
    declare(desk, { type: "DAS2", form: "DAS2TV", amount: 0, day, year });
    if (yearOf(year.end) <= 2029) {
      declare(desk, { type: "CVAE", form: "1330CVAE", amount: 0, day, year });
    }
  });
}

function declare(
  desk: Desk,
  options: {
    type: TaxDeclaration["type"];
    form: string;
    amount: Cents;
    day: number;
    year?: FiscalYear;
  },
): void {
  const { book } = desk;
  const { type, form, amount, day, year } = options;
  const start = year?.start ?? endOfMonth(day, -1) - 27;
  const fresh = book.today - day < 3;
  book.emit({
    kind: "taxDeclaration",
    declaration: {
      id: book.ids.next("declaration"),
      type,
      form,
      declarationId: fresh ? null : book.ids.next("declaration"),
      start,
      end: year?.end ?? endOfMonth(day, -1),
      status: fresh ? "sent" : "accepted",
      validated: fresh ? null : true,
      paymentValidated: amount > 0 && !fresh ? true : null,
      amount,
      rejection: null,
      createdOn: day - 8,
      updatedOn: day,
    },
  });
}
