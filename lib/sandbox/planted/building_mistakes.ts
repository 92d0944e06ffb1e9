import { monthOf, nextBusinessDay, yearOf } from "../calendar.ts";
import type { Desk } from "../desk.ts";
import { buy, paySupplier, type PurchaseDraft } from "../invoicing/purchases.ts";
import { report } from "./report.ts";

/** One leg of a transfer between two own accounts is missing. */
export function plantTransfer({ book, bank }: Desk): void {
  const day = nextBusinessDay(book.today - 47), amount = 1_500_000;
  book.schedule.at(day, () => {
    const { id } = bank.move({
      day,
      amount: -amount,
      label: "VIR INTERNE VERS COMPTE EPARGNE",
      contra: [{ account: "580000", amount }],
    });
    report(book, "internal_transfer_not_cleared", {
      what: "58 is open: the other bank account never received the transfer",
      ...{ account: "580000", amount, day, documents: [id] },
    });
  });
}

/** A supplier is paid a second time: 401 in debit. */
export function plantPaidTwice({ book, bank, directory }: Desk): void {
  const supplier = directory.supplier({
    ...{ name: "Échafaudages Chartreuse", suffix: "00901", pnlAccount: "606300" },
  });
  const day = book.today - 95, net = 360_000;
  const draft: PurchaseDraft = {
    supplier,
    day,
    number: "2210-77",
    label: "Plateaux et garde-corps",
    lines: [{
      label: "Plateaux et garde-corps",
      account: "606300",
      net,
      vatCode: "FR_200",
      service: false,
    }],
    payments: (amount, due) => [{ day: nextBusinessDay(due), amount }],
  };
  book.schedule.at(day, () => {
    const invoice = buy(book, bank, draft);
    const again = nextBusinessDay(nextBusinessDay(day + supplier.termDays) + 12);
    book.schedule.at(again, () => {
      const payment = { day: again, amount: invoice.total, lettering: null };
      const second = paySupplier(bank, draft, payment);
      report(book, "invoice_paid_twice", {
        what: "a supplier invoice was paid twice; the supplier owes the second payment",
        ...{ account: supplier.account, amount: invoice.total, day: again },
        documents: [invoice.id, second],
        details: { number: draft.number, supplierId: String(supplier.id) },
      });
    });
  });
}

/** The manager took money out of the company: 455 in debit (forbidden, code de commerce L223-21). */
export function plantShareholderDebit({ book, bank }: Desk): void {
  const day = nextBusinessDay(book.today - 58), amount = 650_000;
  book.schedule.at(day, () => {
    const { id } = bank.move({
      day,
      amount: -amount,
      label: "VIR M. ROUSSEL COMPTE PERSONNEL",
      contra: [{ account: "455000", amount }],
    });
    report(book, "shareholder_account_in_debit", {
      what: "455 is in debit: the company lends to its manager",
      ...{ account: "455000", amount, day, documents: [id] },
    });
  });
}

/** The IBAN of a supplier changes, and the next payment leaves three days later. */
export function plantChangedIban({ book, bank, directory }: Desk): void {
  const changed = book.today - 40, payDay = nextBusinessDay(changed + 3);
  const supplier = directory.supplier({
    ...{ name: "Poutrelles & Aciers du Drac", suffix: "00902", pnlAccount: "601000" },
    ...{ ibanUpdatedOn: changed, ibanUpdatedBy: "Gaël Besançon" },
  });
  const day = book.today - 66, net = 990_000;
  book.schedule.at(day, () => {
    const { id, total } = buy(book, bank, {
      supplier,
      day,
      number: "PAD-18830",
      label: "Poutrelles acier",
      lines: [{
        label: "Poutrelles acier",
        account: "601000",
        net,
        vatCode: "FR_200",
        service: false,
      }],
      payments: (amount) => [{ day: payDay, amount }],
    });
    report(book, "iban_changed_then_paid", {
      what: "a supplier's IBAN changed days before a payment",
      ...{ account: supplier.account, amount: total, day: payDay, documents: [id] },
      details: { supplierId: String(supplier.id) },
    });
  });
}

/** One invoice number was never used, and no archived invoice bears it. */
export function plantNumberingGap({ book, numbering }: Desk): void {
  // Not at the end of a year, whose last number nobody misses.
  const wanted = book.today - 82;
  const day = monthOf(wanted) === 12 ? wanted - 31 : wanted;
  book.schedule.at(day, () => {
    const number = numbering.take("F", yearOf(day));
    report(book, "numbering_gap", {
      what: "a customer invoice number is missing in its series",
      day,
      details: { number, series: number.slice(0, -4) },
    });
  });
}
