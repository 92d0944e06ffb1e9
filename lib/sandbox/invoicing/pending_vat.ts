import type { Book, LineDraft } from "../book.ts";
import type { Day } from "../calendar.ts";
import { type Cents, share } from "../money.ts";
import type { ThirdParty } from "../types.ts";

/** VAT that waits for the payment: the account it goes to when paid, and its amount, signed as on the waiting account. */
export type PendingVat = ReadonlyMap<string, Cents>;

/**
 * Moves waiting VAT to its final accounts in journal RT as an invoice is paid (CGI, article 269, 2, c: VAT on services is due
 * when the price is cashed).
 */
export class PendingVatMover {
  readonly #book: Book;
  readonly #waiting: string;
  readonly #vat: PendingVat;
  readonly #total: Cents;
  readonly #moved = new Map<string, Cents>();
  #paid = 0;

  /**
   * @param book The books.
   * @param invoice Waiting account, waiting VAT per final account (debit positive) and what is to be paid in all.
   */
  constructor(
    book: Book,
    invoice: { readonly waiting: string; readonly vat: PendingVat; readonly total: Cents },
  ) {
    this.#book = book;
    this.#waiting = invoice.waiting;
    this.#vat = invoice.vat;
    this.#total = invoice.total;
  }

  /** Books the share of VAT that a payment makes due or deductible. */
  paid(amount: Cents, payment: { day: Day; number: string; thirdParty: ThirdParty | null }): void {
    if (this.#vat.size === 0 || this.#total === 0) return;
    this.#paid += amount;
    const lines: LineDraft[] = [];
    let sum = 0;
    for (const [account, vat] of this.#vat) {
      const due = share(vat, Math.abs(this.#paid), Math.abs(this.#total)) -
        (this.#moved.get(account) ?? 0);
      this.#moved.set(account, (this.#moved.get(account) ?? 0) + due);
      lines.push({ account, amount: due });
      sum += due;
    }
    if (sum === 0) return;
    this.#book.post({
      journal: "RT",
      day: payment.day,
      label: `Reclassement TVA ${payment.number}`,
      pieceRef: payment.number,
      invoiceNumber: payment.number,
      thirdParty: payment.thirdParty,
      createdBy: "Pennylane",
      lines: [{ account: this.#waiting, amount: -sum }, ...lines],
    });
  }
}
