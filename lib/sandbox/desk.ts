import type { FixedAssets, LoanPlan } from "./assets.ts";
import type { Bank } from "./bank.ts";
import type { Book, LineDraft } from "./book.ts";
import type { Day } from "./calendar.ts";
import type { Directory } from "./directory.ts";
import type { Numbering } from "./invoicing/numbering.ts";
import type { Cents } from "./money.ts";
import type { Payroll } from "./payroll.ts";
import type { ThirdParty } from "./types.ts";
import type { VatReturns } from "./vat_returns.ts";

/** All that the people who keep the books of one company have at hand. */
export interface Desk {
  readonly book: Book;
  readonly bank: Bank;
  readonly directory: Directory;
  readonly numbering: Numbering;
  readonly vat: VatReturns;
  readonly payroll: Payroll;
  readonly assets: FixedAssets;
  readonly loan: LoanPlan;
}

/** How a trade lives: what each month, and the end of each fiscal year, bring. */
export interface TradeRun {
  readonly desk: Desk;
  /** Corporate tax of the year before the first one. */
  readonly lastTax: Cents;
  /** Lines of the first à-nouveaux beside bank, assets and loan; the difference goes to 106800. */
  openingLines(): LineDraft[];
  /** Plans the month that begins on this day. */
  planMonth(month: Day): void;
  /** Books what the last day of the current fiscal year asks for, before tax. */
  closeYear(): void;
}

/** A debt or a claim of the first à-nouveaux that is settled some days later, both lines lettered. */
export interface OpenItem {
  readonly account: string;
  /** Debit positive. */
  readonly amount: Cents;
  readonly day: Day;
  readonly label: string;
  readonly thirdParty?: ThirdParty;
}

/** The line of an open item in the first à-nouveaux; plans its settlement by bank. */
export function openItemLine(desk: Desk, item: OpenItem): LineDraft {
  const { book, bank } = desk;
  const lettering = book.ids.next("document");
  const settled = item.day <= book.today;
  const line = {
    account: item.account,
    amount: item.amount,
    label: `À nouveau ${item.label}`,
    thirdParty: item.thirdParty ?? null,
    lettering: settled ? lettering : null,
  };
  book.schedule.at(item.day, () => {
    bank.move({
      day: item.day,
      amount: item.amount,
      label: item.label.toUpperCase(),
      thirdParty: item.thirdParty ?? null,
      contra: [{ ...line, amount: -item.amount, label: item.label }],
    });
  });
  return line;
}
