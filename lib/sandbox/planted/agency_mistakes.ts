import { accrue } from "../accruals.ts";
import { endOfMonth, isoDay, nextBusinessDay, startOfMonth } from "../calendar.ts";
import type { Desk } from "../desk.ts";
import { emitDraft } from "../dirt.ts";
import { PendingVatMover } from "../invoicing/pending_vat.ts";
import { buy } from "../invoicing/purchases.ts";
import { Order } from "../schedule.ts";
import type { Invoice } from "../types.ts";
import { report } from "./report.ts";

/** A receipt that nobody explained stays on 471. */
export function plantSuspense({ book, bank }: Desk): void {
  const day = nextBusinessDay(book.today - 118), amount = 125_000;
  book.schedule.at(day, () => {
    const { id } = bank.move({
      day,
      amount,
      label: "VIR RECU DUVAL ET ASSOCIES SANS REFERENCE",
      contra: [{ account: "471000", amount: -amount }],
      reconciled: false,
      proof: "missing",
    });
    report(book, "suspense_account_open", {
      what: "a receipt has been waiting on 471 for four months",
      ...{ account: "471000", amount, day, documents: [id] },
    });
  });
}

/** A computer of more than 500 € without tax is booked as small equipment instead of 2183. */
export function plantComputer(desk: Desk): void {
  const { book, bank, directory } = desk;
  const supplier = directory.supplier({ name: "Informatique du Confluent", pnlAccount: "606300" });
  const day = book.today - 75, net = 214_900;
  book.schedule.at(day, () => {
    const { id } = buy(book, bank, {
      supplier,
      day,
      number: "IC-20871",
      label: "Ordinateur portable 14 pouces - poste création",
      lines: [{
        label: 'Ordinateur portable 14" - poste création',
        account: "606300",
        net,
        vatCode: "FR_200",
        service: false,
      }],
      payments: (amount, due) => [{ day: nextBusinessDay(due), amount }],
    });
    report(book, "computer_in_small_equipment", {
      what: "a computer is booked in 6063 instead of 2183",
      ...{ account: "606300", amount: net, day, documents: [id] },
    });
  });
}

/** An accrued expense of the last year end has no reversal. */
export function plantAccrual({ book }: Desk): void {
  const start = startOfMonth(
    book.today,
    -((monthsInto(book.today) - book.company.firstMonth + 12) % 12),
  );
  const day = start - 1;
  book.schedule.at(day, () => {
    const id = accrue(book, {
      label: "Factures non parvenues - audit annuel",
      pieceRef: "FNP-AUDIT",
      reversed: false,
      lines: [
        { account: "622600", amount: 180_000 },
        { account: "445860", amount: 36_000 },
        { account: "408100", amount: -216_000 },
      ],
    });
    report(book, "accrual_never_reversed", {
      what: "an accrued invoice of the last year end was never reversed",
      ...{ account: "408100", amount: 216_000, day, documents: [id] },
    });
  }, Order.yearEnd);
}

function monthsInto(day: number): number {
  return Number(isoDay(day).slice(5, 7));
}

/** An invoice and a payment one cent smaller share a lettering. */
export function plantLettering(desk: Desk): void {
  const { book, bank, directory } = desk;
  const customer = directory.customer({ name: "Librairie du Vieux Port", pnlAccount: "706000" });
  const day = book.today - 101, payDay = nextBusinessDay(day + 30);
  const number = `FC-${isoDay(day).slice(0, 4)}-0001`;
  const net = 120_000, vat = 24_000, total = net + vat;
  book.schedule.at(day, () => {
    const id = book.ids.next("document");
    const party = { account: customer.account, thirdParty: customer, lettering: id };
    const label = `Facture ${number} - ${customer.name}`;
    book.post({
      ...{ id, journal: "VT", day, label, pieceRef: number, invoiceNumber: number },
      thirdParty: customer,
      updatedOn: payDay,
      createdBy: "Pennylane",
      hasFile: true,
      lines: [
        { ...party, amount: total },
        { account: "706000", amount: -net },
        { account: "445740", amount: -vat },
      ],
    });
    const invoice: Invoice = {
      ...{ kind: "customer", id, number, thirdParty: customer, day, createdOn: day, net, total },
      ...{ deadline: day + 30, currency: "EUR", currencyTotal: total, label, source: "invoicing" },
      ...{ paid: true, outstanding: 0, draft: false, creditedInvoice: null, archived: false },
      updatedOn: payDay,
      lines: [{
        label,
        account: "706000",
        quantity: 1000,
        unit: null,
        vatCode: "FR_200",
        net,
        vat,
      }],
    };
    book.emit({ kind: "invoice", invoice });
    book.schedule.at(payDay, () => {
      const payment = bank.move({
        ...{
          day: payDay,
          amount: total - 1,
          label: `VIR ${customer.name.toUpperCase()} ${number}`,
        },
        ...{ thirdParty: customer, pieceRef: number, invoiceNumber: number },
        contra: [{ ...party, amount: 1 - total }],
      });
      new PendingVatMover(book, { waiting: "445740", vat: new Map([["445711", -vat]]), total })
        .paid(total, { day: payDay, number, thirdParty: customer });
      report(book, "lettering_off_by_one_cent", {
        what: "a lettering group has a balance of 0.01",
        ...{ account: customer.account, amount: 1, day: payDay, documents: [id, payment.id] },
        details: { lettering: String(id) },
      });
    });
  });
}

/** The connection of the second bank account brings nothing any more. */
export function plantSilentBank({ book, bank }: Desk): void {
  book.schedule.at(book.today, () => {
    const silent = bank.accounts().find((one) => !one.lastSyncSuccess);
    if (silent === undefined) return;
    report(book, "silent_bank", {
      what: "a bank account has not been synchronised for 12 days",
      ...{ account: silent.account, day: silent.lastSyncOn },
      details: { bankAccountId: String(silent.id), name: silent.name },
    });
  });
}

/** A draft that nobody finalised for ninety days. */
export function plantOldDraft(desk: Desk): void {
  const { book, directory } = desk;
  const customer = directory.customer({ name: "Domaine des Oliviers", pnlAccount: "706000" });
  const day = book.today - 90;
  book.schedule.at(day, () => {
    const { id } = emitDraft(desk, {
      ...{ customer, day, cents: 300_000 },
      label: `Brouillon - Campagne d'automne (${isoDay(endOfMonth(day))})`,
    });
    report(book, "old_draft", {
      what: "a customer invoice has been a draft for 90 days",
      ...{ amount: 360_000, day, documents: [id] },
    });
  });
}
