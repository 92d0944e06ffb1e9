import { labelOf } from "./accounts.ts";
import type { Bank } from "./bank.ts";
import type { AccountTotal, Book, LineDraft } from "./book.ts";
import { endOfMonth, frenchDay, isoDay, nextBusinessDay, yearOf } from "./calendar.ts";
import { accountIdOf } from "./account_ids.ts";
import { type Cents, share } from "./money.ts";
import { Order } from "./schedule.ts";
import type { FiscalYear, ThirdParty } from "./types.ts";

/** What one fiscal year hands to the next: balances of classes 1 to 5, and the result in 120 or 129. */
export type Carry = readonly LineDraft[];

/** Debits minus credits of an account. */
function balanceOf(total: AccountTotal): Cents {
  return total.debit - total.credit;
}

/** The balances to re-enter; the result of the year goes to 120000 (profit) or 129000 (loss). */
export function carryOf(book: Book): Carry {
  const lines: LineDraft[] = [];
  let result = 0;
  for (const [account, total] of [...book.totals].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const amount = balanceOf(total);
    if (account >= "6") result += amount;
    else if (amount !== 0) {
      const thirdParty: ThirdParty | null = total.thirdParty;
      lines.push({
        account,
        amount,
        thirdParty,
        label: `À nouveau ${nameOf(account, thirdParty)}`,
      });
    }
  }
  lines.push({
    account: result <= 0 ? "120000" : "129000",
    amount: result,
    label: `Résultat de l'exercice clos le ${frenchDay(book.fiscalYear.end)}`,
  });
  return lines;
}

function nameOf(account: string, thirdParty: ThirdParty | null): string {
  return thirdParty?.name ?? labelOf(account);
}

/** Re-enters balances on the first day of the book's current fiscal year, in journal AN. */
export function openYear(book: Book, carry: Carry): void {
  const { start } = book.fiscalYear;
  book.post({
    journal: "AN",
    day: start,
    label: `À nouveaux au ${frenchDay(start)}`,
    pieceRef: `AN-${isoDay(start).slice(0, 4)}`,
    createdBy: "Pennylane",
    lines: carry,
  });
}

/** Hands out the trial balance of the current fiscal year: auxiliary accounts are folded into 401 and 411, without id. */
export function emitTrialBalance(book: Book): void {
  const folded = new Map<string, AccountTotal & { auxiliary: boolean }>();
  for (const [account, total] of book.totals) {
    const key = total.thirdParty === null ? account : account.slice(0, 3);
    const sum = folded.get(key);
    if (sum === undefined) folded.set(key, { ...total, auxiliary: total.thirdParty !== null });
    else {
      sum.debit += total.debit;
      sum.credit += total.credit;
      sum.events += total.events;
      sum.updatedOn = Math.max(sum.updatedOn, total.updatedOn);
    }
  }
  for (const [account, total] of [...folded].sort(([a], [b]) => (a < b ? -1 : 1))) {
    book.emit({
      kind: "trialBalance",
      row: {
        account,
        label: labelOf(account),
        accountId: total.auxiliary ? null : accountIdOf(book.ids, account),
        debits: total.debit,
        credits: total.credit,
        events: total.events,
        fiscalYear: book.fiscalYear,
        updatedOn: total.updatedOn,
      },
    });
  }
}

/** Corporate tax: 15 % up to 42,500 € (CGI, article 219, I, b), 25 % above, in whole euros. */
function corporateTax(profit: Cents): Cents {
  if (profit <= 0) return 0;
  const low = Math.min(profit, 4_250_000);
  return share(share(low, 15, 100) + share(profit - low, 25, 100), 1, 100) * 100;
}

/**
 * Plans the tax of a fiscal year: four instalments during it, the charge on its last day, the balance in the fourth month
 * after it.
 *
 * @param book The books, in that fiscal year.
 * @param bank Where it is paid from.
 * @param lastTax Tax of the year before, on which the instalments stand.
 * @param onTax Told the tax of the year when it closes.
 */
export function planCorporateTax(
  book: Book,
  options: { bank: Bank; lastTax: Cents; onTax: (tax: Cents) => void },
): void {
  const { bank, lastTax } = options;
  const year: FiscalYear = book.fiscalYear;
  const instalment = lastTax < 300_000 ? 0 : share(lastTax, 1, 400) * 100;
  for (const months of [2, 5, 8, 11]) {
    const day = nextBusinessDay(endOfMonth(year.start, months) - 16);
    if (instalment === 0) continue;
    book.schedule.at(day, () => {
      payTax(bank, { day, amount: instalment, label: "PRLV SEPA DGFIP ACOMPTE IS" });
      declareTax(book, { form: "2571", year, amount: instalment, day });
    });
  }
  book.schedule.at(year.end, () => {
    const tax = corporateTax(-book.balance("6") - book.balance("7"));
    const paid = book.balance("444000");
    if (tax > 0) {
      book.post({
        journal: "OD",
        day: year.end,
        label: `Impôt sur les sociétés, exercice clos le ${frenchDay(year.end)}`,
        pieceRef: `IS-${yearOf(year.end)}`,
        createdOn: Math.min(book.today, year.end + 75),
        lines: [{ account: "695000", amount: tax }, { account: "444000", amount: -tax }],
      });
    }
    options.onTax(tax);
    const balance = tax - paid;
    const day = nextBusinessDay(endOfMonth(year.end, 3) + 15);
    if (balance !== 0) {
      book.schedule.at(day, () => {
        const label = balance > 0 ? "PRLV SEPA DGFIP SOLDE IS" : "VIR DGFIP REMBOURSEMENT IS";
        payTax(bank, { day, amount: balance, label });
        declareTax(book, { form: "2572", year, amount: Math.max(0, balance), day });
      });
    }
  }, Order.incomeTax);
}

function payTax(bank: Bank, payment: { day: number; amount: Cents; label: string }): void {
  bank.move({
    day: payment.day,
    amount: -payment.amount,
    label: payment.label,
    contra: [{ account: "444000", amount: payment.amount }],
  });
}

function declareTax(
  book: Book,
  options: { form: string; year: FiscalYear; amount: Cents; day: number },
): void {
  book.emit({
    kind: "taxDeclaration",
    declaration: {
      id: book.ids.next("declaration"),
      type: "IS",
      form: options.form,
      declarationId: book.ids.next("declaration"),
      start: options.year.start,
      end: options.year.end,
      status: "accepted",
      validated: true,
      paymentValidated: options.amount > 0 ? true : null,
      amount: options.amount,
      rejection: null,
      createdOn: options.day - 6,
      updatedOn: options.day,
    },
  });
}
