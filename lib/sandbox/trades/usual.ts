import { accrue } from "../accruals.ts";
import type { Book, LineDraft } from "../book.ts";
import { type Day, nextBusinessDay } from "../calendar.ts";
import { type Desk, openItemLine } from "../desk.ts";
import { type Cents, share } from "../money.ts";
import { sized } from "./setup.ts";

/** A debt of the first à-nouveaux at size 1: account, cents (credit negative), days until it is paid, label. */
export type OpenDebt = readonly [account: string, cents: Cents, days: number, label: string];

/**
 * Lines of the debts that every company has at the start: VAT, social contributions.
 *
 * @param desk The company's desk; the settlement of each debt is planned.
 * @param debts In the order of the lines.
 * @returns One line each, at the size of the company.
 */
export function openDebts(desk: Desk, debts: readonly OpenDebt[]): LineDraft[] {
  const { book } = desk;
  return debts.map(([account, cents, days, label]) =>
    openItemLine(desk, {
      account,
      amount: sized(book, cents),
      day: nextBusinessDay(book.fiscalYear.start + days),
      label,
    })
  );
}

/**
 * Plans what each month brings to every company: pay, depreciation, the loan.
 *
 * @param month First day of the month.
 * @param desk The company's desk.
 */
export function planStaffAndAssets({ payroll, assets, loan }: Desk, month: Day): void {
  payroll.plan(month);
  assets.plan(month);
  loan.plan(month);
}

/**
 * Plans the fee that the bank takes.
 *
 * @param desk The company's desk.
 * @param fee `day`: moved to the next business day; `amount`: cents; `label`: as the bank writes it.
 */
export function planBankFee(
  { book, bank }: Desk,
  fee: { readonly day: Day; readonly amount: Cents; readonly label: string },
): void {
  const { amount, label } = fee;
  const day = nextBusinessDay(fee.day);
  book.schedule.at(day, () => {
    bank.move({ day, amount: -amount, label, contra: [{ account: "627000", amount }] });
  });
}

/**
 * Accrues a purchase whose invoice has not come (4081, VAT 20 %).
 *
 * @param book The books, at the end of a year.
 * @param purchase `account`: of the charge; `amount`: cents without VAT; `label`: what was bought.
 */
export function accrueUnbilled(
  book: Book,
  { account, amount, label }: {
    readonly account: string;
    readonly amount: Cents;
    readonly label: string;
  },
): void {
  const vat = share(amount, 200, 1000);
  accrue(book, {
    label: `Factures non parvenues - ${label}`,
    pieceRef: "FNP",
    lines: [
      { account, amount },
      { account: "445860", amount: vat },
      { account: "408100", amount: -amount - vat },
    ],
  });
}

/**
 * Takes the insurance paid ahead out of the year (486), cents.
 *
 * @param book The books, at the end of a year.
 * @param amount Cents.
 * @param label Of the entry.
 */
export function accruePrepaidInsurance(book: Book, amount: Cents, label: string): void {
  accrue(book, {
    label,
    pieceRef: "CCA",
    lines: [{ account: "486000", amount }, { account: "616000", amount: -amount }],
  });
}
