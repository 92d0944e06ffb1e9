import type { Bank } from "../bank.ts";
import type { Book, LineDraft } from "../book.ts";
import type { Day } from "../calendar.ts";
import { type Cents, share } from "../money.ts";
import type { Invoice, InvoiceLine, Tag, ThirdParty } from "../types.ts";
import type { Payment } from "./payments.ts";
import { PendingVatMover } from "./pending_vat.ts";
import { collectedAccount, rateOf, type VatCode } from "./vat_codes.ts";

/** A line to sell. Services wait for their payment (445740), goods do not. */
export interface SaleLine {
  readonly label: string;
  readonly account: string;
  /** Without tax, signed cents. */
  readonly net: Cents;
  readonly vatCode: VatCode;
  readonly service: boolean;
  /** Thousandths. @default 1000 */
  readonly quantity?: number;
  readonly unit?: string;
  readonly tags?: readonly Tag[];
}

/** An invoice to send. */
export interface SaleDraft {
  readonly customer: ThirdParty;
  readonly day: Day;
  readonly number: string;
  readonly label: string;
  readonly lines: readonly SaleLine[];
  /** Plans the payments of what the customer has to pay. */
  readonly payments: (toPay: Cents, due: Day) => readonly Payment[];
  /** Retention of guarantee, per mille of the total, released on a day. */
  readonly retention?: { readonly perMille: number; readonly releasedOn: Day };
  /** A credit note for a part of each line, lettered with the invoice. */
  readonly credit?: { readonly day: Day; readonly percent: number; readonly number: () => string };
  readonly currency?: { readonly code: string; readonly rate: number };
  /** What the bank pays for 1000 of the invoice in euros, when the currency moved meanwhile. @default 1000 */
  readonly cashedPerMille?: number;
  readonly archived?: boolean;
  readonly source?: string;
}

interface Computed {
  readonly lines: readonly InvoiceLine[];
  readonly net: Cents;
  readonly total: Cents;
  readonly pending: ReadonlyMap<string, Cents>;
  readonly booking: readonly LineDraft[];
}

function compute(lines: readonly SaleLine[]): Computed {
  const pending = new Map<string, Cents>();
  const vat = new Map<string, Cents>();
  const booking: LineDraft[] = [];
  let net = 0, total = 0;
  const invoiceLines = lines.map((line) => {
    const tax = share(line.net, rateOf(line.vatCode), 1000);
    net += line.net;
    total += line.net + tax;
    booking.push({
      account: line.account,
      amount: -line.net,
      label: line.label,
      tags: line.tags ?? [],
    });
    if (tax !== 0) {
      const final = collectedAccount(line.vatCode);
      const account = line.service ? "445740" : final;
      vat.set(account, (vat.get(account) ?? 0) - tax);
      if (line.service) pending.set(final, (pending.get(final) ?? 0) - tax);
    }
    return {
      label: line.label,
      account: line.account,
      quantity: line.quantity ?? 1000,
      unit: line.unit ?? null,
      vatCode: line.vatCode,
      net: line.net,
      vat: tax,
    };
  });
  for (const [account, amount] of vat) booking.push({ account, amount });
  return { lines: invoiceLines, net, total, pending, booking };
}

function creditLines(draft: SaleDraft, percent: number): SaleLine[] {
  return draft.lines.map((line) => ({
    ...line,
    net: -share(line.net, percent, 100),
    label: `Avoir - ${line.label}`,
  }));
}

/**
 * Books a customer invoice, its credit note, its payments and the VAT that they make due.
 *
 * @param book The books.
 * @param bank Where the payments arrive.
 * @param draft The invoice.
 * @returns The invoice as it stands on the last day of the books.
 */
export function sell(book: Book, bank: Bank, draft: SaleDraft): Invoice {
  return new Sale(book, bank, draft).book();
}

class Sale {
  readonly #id: number;
  readonly #computed: Computed;
  readonly #credit: Computed | null;
  readonly #retained: Cents;
  readonly #payments: readonly Payment[];
  readonly #lettering: number | null;
  readonly #retentionLettering: number | null;
  readonly #deadline: Day;

  constructor(readonly bookOf: Book, readonly bank: Bank, readonly draft: SaleDraft) {
    const { credit, retention, customer } = draft;
    this.#id = bookOf.ids.next("document");
    this.#computed = compute(draft.lines);
    this.#credit = credit ? compute(creditLines(draft, credit.percent)) : null;
    this.#retained = retention ? share(this.#computed.total, retention.perMille, 1000) : 0;
    this.#deadline = draft.day + customer.termDays;
    const toPay = this.#toPay();
    this.#payments = draft.payments(toPay, this.#deadline);
    const paid = this.#done().reduce((sum, one) => sum + one.amount, 0);
    const credited = credit === undefined || credit.day <= bookOf.today;
    this.#lettering = paid === toPay && credited ? this.#id : null;
    const released = retention !== undefined && retention.releasedOn <= bookOf.today;
    this.#retentionLettering = released ? this.#id + 500_000_000 : null;
  }

  /** What the customer has to pay by bank: total less retention and credit note. */
  #toPay(): Cents {
    return this.#computed.total - this.#retained + (this.#credit?.total ?? 0);
  }

  #done(): Payment[] {
    return this.#payments.filter((one) => one.day <= this.bookOf.today);
  }

  book(): Invoice {
    const { draft, bookOf: book } = this;
    const { customer } = draft;
    const computed = this.#computed;
    book.post({
      id: this.#id,
      journal: "VT",
      day: draft.day,
      label: draft.label,
      pieceRef: draft.number,
      invoiceNumber: draft.number,
      thirdParty: customer,
      updatedOn: this.#updatedOn(),
      createdBy: "Pennylane",
      hasFile: true,
      lines: [
        {
          account: customer.account,
          amount: computed.total - this.#retained,
          thirdParty: customer,
          lettering: this.#lettering,
        },
        {
          account: "411700",
          amount: this.#retained,
          thirdParty: customer,
          lettering: this.#retentionLettering,
          label: `Retenue de garantie ${draft.number}`,
        },
        ...computed.booking,
      ],
    });
    const invoice = this.#invoice();
    book.emit({ kind: "invoice", invoice });
    this.#plan();
    return invoice;
  }

  #updatedOn(): Day {
    const days = this.#done().map((one) => one.day);
    const { credit } = this.draft;
    if (credit && credit.day <= this.bookOf.today) days.push(credit.day);
    return Math.max(this.draft.day, ...days);
  }

  #invoice(): Invoice {
    const { draft } = this;
    const { total, net, lines } = this.#computed;
    const paid = this.#done().reduce((sum, one) => sum + one.amount, 0);
    const credited = draft.credit && draft.credit.day <= this.bookOf.today
      ? this.#credit!.total
      : 0;
    const retained = this.#retentionLettering === null ? 0 : this.#retained;
    const outstanding = total - paid + credited - retained;
    return {
      kind: "customer",
      id: this.#id,
      number: draft.number,
      thirdParty: draft.customer,
      day: draft.day,
      createdOn: draft.day,
      deadline: this.#deadline,
      net,
      total,
      currency: draft.currency?.code ?? "EUR",
      currencyTotal: draft.currency ? share(total, draft.currency.rate, 10_000) : total,
      label: draft.label,
      source: draft.source ?? "invoicing",
      paid: outstanding === 0,
      outstanding: total < 0 ? null : outstanding,
      draft: false,
      creditedInvoice: null,
      archived: draft.archived ?? false,
      updatedOn: this.#updatedOn(),
      lines,
    };
  }

  #plan(): void {
    const { draft, bookOf: book } = this;
    const vat = new Map(this.#computed.pending);
    for (const [account, amount] of this.#credit?.pending ?? []) {
      vat.set(account, (vat.get(account) ?? 0) + amount);
    }
    const mover = new PendingVatMover(book, {
      waiting: "445740",
      vat,
      total: this.#toPay() + this.#retained,
    });
    const { credit, retention } = draft;
    if (credit) book.schedule.at(credit.day, () => this.#bookCredit(credit.number()));
    for (const payment of this.#payments) {
      book.schedule.at(payment.day, () => this.#cash(payment, mover, draft.customer.account));
    }
    if (retention && this.#retained > 0) {
      const payment = { day: retention.releasedOn, amount: this.#retained };
      book.schedule.at(payment.day, () => this.#cash(payment, mover, "411700"));
    }
  }

  #cash(payment: Payment, mover: PendingVatMover, account: string): void {
    const { draft } = this;
    const lettering = account === "411700" ? this.#retentionLettering : this.#lettering;
    const received = share(payment.amount, draft.cashedPerMille ?? 1000, 1000);
    const difference = payment.amount - received;
    this.bank.move({
      day: payment.day,
      amount: received,
      label: `VIR ${draft.customer.name.toUpperCase()} ${draft.number}`,
      thirdParty: draft.customer,
      pieceRef: draft.number,
      invoiceNumber: draft.number,
      ...(draft.currency && {
        currency: {
          code: draft.currency.code,
          amount: share(payment.amount, draft.currency.rate, 10_000),
        },
      }),
      contra: [
        { account, amount: -payment.amount, thirdParty: draft.customer, lettering },
        {
          account: difference > 0 ? "656000" : "756000",
          amount: difference,
          label: "Écart de change",
        },
      ],
    });
    mover.paid(payment.amount, {
      day: payment.day,
      number: draft.number,
      thirdParty: draft.customer,
    });
  }

  #bookCredit(number: string): void {
    const { draft, bookOf: book } = this;
    const credit = this.#credit!;
    const day = draft.credit!.day;
    const label = `Avoir ${number} sur ${draft.number}`;
    const entry = book.post({
      journal: "VT",
      day,
      label,
      pieceRef: number,
      invoiceNumber: number,
      thirdParty: draft.customer,
      createdBy: "Pennylane",
      hasFile: true,
      lines: [
        {
          account: draft.customer.account,
          amount: credit.total,
          thirdParty: draft.customer,
          lettering: this.#lettering,
        },
        ...credit.booking,
      ],
    });
    book.emit({
      kind: "invoice",
      invoice: {
        ...this.#invoice(),
        id: entry.id,
        number,
        day,
        createdOn: day,
        deadline: day,
        net: credit.net,
        total: credit.total,
        currencyTotal: credit.total,
        label,
        paid: true,
        outstanding: null,
        creditedInvoice: this.#id,
        archived: false,
        updatedOn: day,
        lines: credit.lines,
      },
    });
  }
}
