import type { Bank } from "./bank.ts";
import type { Book, LineDraft } from "./book.ts";
import { type Day, endOfMonth, monthName, nextBusinessDay, startOfMonth } from "./calendar.ts";
import { type Cents, share } from "./money.ts";
import { Order } from "./schedule.ts";

/** A fixed asset depreciated by equal months. */
export interface Asset {
  readonly account: string;
  readonly depreciation: string;
  readonly gross: Cents;
  readonly months: number;
  readonly boughtOn: Day;
}

/** A loan repaid by equal parts of principal. */
export interface Loan {
  readonly lender: string;
  readonly principal: Cents;
  readonly months: number;
  /** Basis points a year. */
  readonly rate: number;
  /** Instalments paid before the first day of the books. */
  readonly paidBefore: number;
}

function monthsBetween(from: Day, to: Day): number {
  let months = 0;
  for (let day = startOfMonth(from); day < to; day = startOfMonth(day, 1)) months++;
  return months;
}

/** Fixed assets and their monthly depreciation (68 to 28). */
export class FixedAssets {
  readonly #book: Book;
  readonly #assets: Asset[];

  constructor(book: Book, assets: readonly Asset[]) {
    this.#book = book;
    this.#assets = [...assets];
  }

  /** Adds an asset bought meanwhile. */
  add(asset: Asset): void {
    this.#assets.push(asset);
  }

  /** Gross and accumulated depreciation on the first day of the books. */
  openingLines(first: Day): LineDraft[] {
    return this.#assets.flatMap((asset) => [
      { account: asset.account, amount: asset.gross },
      { account: asset.depreciation, amount: -this.#depreciated(asset, first) },
    ]);
  }

  /** What an asset lost before `day`. */
  #depreciated(asset: Asset, day: Day): Cents {
    const months = Math.min(asset.months, monthsBetween(asset.boughtOn, day));
    return share(asset.gross, months, asset.months);
  }

  /** Plans the depreciation of the month that begins on `month`. */
  plan(month: Day): void {
    const end = endOfMonth(month);
    this.#book.schedule.at(end, () => {
      const parts = new Map<string, Cents>();
      for (const asset of this.#assets) {
        const part = this.#depreciated(asset, end + 1) - this.#depreciated(asset, month);
        if (asset.boughtOn <= end) {
          parts.set(asset.depreciation, (parts.get(asset.depreciation) ?? 0) + part);
        }
      }
      const total = [...parts.values()].reduce((sum, part) => sum + part, 0);
      if (total === 0) return;
      this.#book.post({
        journal: "OD",
        day: end,
        label: `Dotations aux amortissements ${monthName(end)}`,
        pieceRef: "AMORT",
        lines: [
          { account: "681120", amount: total },
          ...[...parts].map(([account, amount]) => ({ account, amount: -amount })),
        ],
      });
    }, Order.monthEnd);
  }

  /** Takes an asset out and answers gross and depreciation on `day`. */
  remove(
    account: string,
    day: Day,
  ): { gross: Cents; depreciated: Cents; depreciation: string } | null {
    const index = this.#assets.findIndex((asset) => asset.account === account);
    const asset = this.#assets[index];
    if (asset === undefined) return null;
    this.#assets.splice(index, 1);
    return {
      gross: asset.gross,
      depreciated: this.#depreciated(asset, startOfMonth(day)),
      depreciation: asset.depreciation,
    };
  }
}

/** A bank loan: principal still due at the opening, then one instalment a month. */
export class LoanPlan {
  readonly #book: Book;
  readonly #bank: Bank;
  readonly #loan: Loan;
  #paid: number;

  constructor(book: Book, bank: Bank, loan: Loan) {
    this.#book = book;
    this.#bank = bank;
    this.#loan = loan;
    this.#paid = loan.paidBefore;
  }

  #repaid(): Cents {
    return share(this.#loan.principal, Math.min(this.#paid, this.#loan.months), this.#loan.months);
  }

  /** Principal due on the first day of the books. */
  openingLine(): LineDraft {
    return { account: "164000", amount: this.#repaid() - this.#loan.principal };
  }

  /** Plans the instalment of the month that begins on `month`, on the 5th. */
  plan(month: Day): void {
    const day = nextBusinessDay(month + 4);
    this.#book.schedule.at(day, () => {
      const before = this.#repaid();
      this.#paid++;
      const principal = this.#repaid() - before;
      if (principal === 0) return;
      const interest = share(this.#loan.principal - before, this.#loan.rate, 120_000);
      this.#bank.move({
        day,
        amount: -principal - interest,
        label: `ECHEANCE PRET ${this.#loan.lender.toUpperCase()}`,
        contra: [
          { account: "164000", amount: principal },
          { account: "661100", amount: interest },
        ],
      });
    });
  }
}
