import type { Bank } from "../bank.ts";
import type { Book, LineDraft } from "../book.ts";
import type { Day } from "../calendar.ts";
import { type Cents, share } from "../money.ts";
import type { Invoice, InvoiceLine, Tag, ThirdParty } from "../types.ts";
import type { Payment } from "./payments.ts";
import { PendingVatMover } from "./pending_vat.ts";
import { rateOf, REVERSE_CHARGE, type VatCode } from "./vat_codes.ts";

/** A line bought: services wait for their payment (445640), goods and fixed assets do not. */
export interface PurchaseLine {
  readonly label: string;
  readonly account: string;
  /** Without tax, signed cents. */
  readonly net: Cents;
  readonly vatCode: VatCode;
  readonly service: boolean;
  readonly tags?: readonly Tag[];
}

/** A supplier invoice to book; negative lines make a credit note. */
export interface PurchaseDraft {
  readonly supplier: ThirdParty;
  readonly day: Day;
  readonly number: string;
  readonly label: string;
  readonly lines: readonly PurchaseLine[];
  readonly payments: (toPay: Cents, due: Day) => readonly Payment[];
  /** Wording of the bank. @default "VIR SEPA" */
  readonly means?: string;
  readonly bankAccount?: string;
  readonly createdOn?: Day;
  readonly source?: string;
}

interface Computed {
  readonly lines: readonly InvoiceLine[];
  readonly net: Cents;
  readonly total: Cents;
  readonly pending: ReadonlyMap<string, Cents>;
  readonly booking: readonly LineDraft[];
}

function compute(lines: readonly PurchaseLine[]): Computed {
  const vat = new Map<string, Cents>();
  const add = (account: string, amount: Cents) =>
    vat.set(account, (vat.get(account) ?? 0) + amount);
  const booking: LineDraft[] = [];
  let net = 0, total = 0, waiting = 0;
  const invoiceLines = lines.map((line) => {
    const tax = share(line.net, rateOf(line.vatCode), 1000);
    const reverse = REVERSE_CHARGE[line.vatCode];
    net += line.net;
    total += line.net + tax;
    booking.push({
      account: line.account,
      amount: line.net,
      label: line.label,
      tags: line.tags ?? [],
    });
    if (reverse) {
      const due = share(line.net, 200, 1000);
      add(reverse.deductible, due);
      add(reverse.due, -due);
    } else if (line.account.startsWith("2")) add("445620", tax);
    else if (line.service) {
      add("445640", tax);
      waiting += tax;
    } else add("445660", tax);
    return {
      label: line.label,
      account: line.account,
      quantity: 1000,
      unit: null,
      vatCode: line.vatCode,
      net: line.net,
      vat: tax,
    };
  });
  for (const [account, amount] of vat) booking.push({ account, amount });
  const pending = new Map(waiting === 0 ? [] : [["445660", waiting]]);
  return { lines: invoiceLines, net, total, pending, booking };
}

/**
 * Books a supplier invoice, its payments and the VAT that they make deductible.
 *
 * @param book The books.
 * @param bank Where the payments leave from.
 * @param draft The invoice.
 * @returns The invoice as it stands on the last day of the books.
 */
export function buy(book: Book, bank: Bank, draft: PurchaseDraft): Invoice {
  const { supplier, day } = draft;
  const computed = compute(draft.lines);
  const id = book.ids.next("document");
  const due = day + supplier.termDays;
  const payments = draft.payments(computed.total, due);
  const done = payments.filter((one) => one.day <= book.today);
  const paid = done.reduce((sum, one) => sum + one.amount, 0) === computed.total;
  const lettering = paid ? id : null;
  const createdOn = draft.createdOn ?? Math.min(day + 1 + (id % 4), book.today);
  const updatedOn = Math.max(createdOn, ...done.map((one) => one.day));
  book.post({
    id,
    journal: "HA",
    day,
    label: draft.label,
    pieceRef: draft.number,
    invoiceNumber: draft.number,
    thirdParty: supplier,
    createdOn,
    updatedOn,
    createdBy: "Pennylane",
    hasFile: true,
    lines: [
      ...computed.booking,
      { account: supplier.account, amount: -computed.total, thirdParty: supplier, lettering },
    ],
  });
  const invoice = invoiceOf(draft, computed, {
    id,
    due,
    createdOn,
    updatedOn,
    paid: done.reduce((sum, one) => sum + one.amount, 0),
  });
  book.emit({ kind: "invoice", invoice });
  const mover = new PendingVatMover(book, {
    waiting: "445640",
    vat: computed.pending,
    total: computed.total,
  });
  for (const payment of payments) {
    book.schedule.at(payment.day, () => {
      paySupplier(bank, draft, { ...payment, lettering });
      mover.paid(payment.amount, { day: payment.day, number: draft.number, thirdParty: supplier });
    });
  }
  return invoice;
}

function invoiceOf(
  draft: PurchaseDraft,
  computed: Computed,
  state: { id: number; due: Day; createdOn: Day; updatedOn: Day; paid: Cents },
): Invoice {
  return {
    kind: "supplier",
    id: state.id,
    number: draft.number,
    thirdParty: draft.supplier,
    day: draft.day,
    createdOn: state.createdOn,
    deadline: state.due,
    net: computed.net,
    total: computed.total,
    currency: "EUR",
    currencyTotal: computed.total,
    label: draft.label,
    source: draft.source ?? "email",
    paid: state.paid === computed.total,
    outstanding: computed.total - state.paid,
    draft: false,
    creditedInvoice: null,
    archived: false,
    updatedOn: state.updatedOn,
    lines: computed.lines,
  };
}

/** Books one payment to a supplier, e.g. a second one by mistake. */
export function paySupplier(
  bank: Bank,
  draft: PurchaseDraft,
  payment: Payment & { readonly lettering: number | null },
): number {
  const { supplier } = draft;
  return bank.move({
    day: payment.day,
    amount: -payment.amount,
    label: `${draft.means ?? "VIR SEPA"} ${supplier.name.toUpperCase()} ${draft.number}`,
    thirdParty: supplier,
    pieceRef: draft.number,
    invoiceNumber: draft.number,
    ...(draft.bankAccount && { account: draft.bankAccount }),
    contra: [{
      account: supplier.account,
      amount: payment.amount,
      thirdParty: supplier,
      lettering: payment.lettering,
    }],
  }).id;
}
