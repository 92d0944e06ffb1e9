import { isoDay, nextBusinessDay } from "../calendar.ts";
import type { Desk } from "../desk.ts";
import { buy, type PurchaseDraft } from "../invoicing/purchases.ts";
import { report } from "./report.ts";

/** The same supplier invoice, number and amount, booked twice; one of the two is paid. */
export function plantBookedTwice({ book, bank, directory }: Desk): void {
  const supplier = directory.supplier({ name: "Mobilier Officinal Bresse", pnlAccount: "606300" });
  const day = book.today - 64, net = 138_500;
  const draft: PurchaseDraft = {
    supplier,
    day,
    number: "MOB-4417",
    label: "Présentoirs de comptoir",
    lines: [{
      label: "Présentoirs de comptoir",
      account: "606300",
      net,
      vatCode: "FR_200",
      service: false,
    }],
    payments: (amount, due) => [{ day: nextBusinessDay(due), amount }],
  };
  book.schedule.at(day, () => {
    const first = buy(book, bank, draft);
    book.schedule.at(day + 9, () => {
      const second = buy(book, bank, { ...draft, day: day + 9, payments: () => [] });
      report(book, "invoice_booked_twice", {
        what: "a supplier invoice was booked twice under the same number",
        ...{ account: supplier.account, amount: first.total, day: day + 9 },
        documents: [first.id, second.id],
        details: { number: draft.number, supplierId: String(supplier.id) },
      });
    });
  });
}

/** The return of one month is booked in OD instead of the VAT journal. */
export function plantWrongJournal({ book, vat }: Desk): void {
  const wrong = vat.periodEnd(book.today - 120);
  vat.journalOf = (end) => (end === wrong ? "OD" : "TVA");
  vat.onBooked = (end, { documentId, due }) => {
    if (end !== wrong) return;
    report(book, "vat_return_in_wrong_journal", {
      what: "a VAT return is booked in journal OD instead of TVA",
      ...{ account: due > 0 ? "445510" : "445670", amount: Math.abs(due), day: end },
      documents: [documentId],
    });
  };
}

/** An invoice entered long after the VAT return of its date. */
export function plantLateEntry({ book, bank, directory, vat }: Desk): void {
  const supplier = directory.supplier({ name: "Enseignes Lumineuses Rance", pnlAccount: "606300" });
  const day = book.today - 130, createdOn = book.today - 35, net = 58_000;
  book.schedule.at(day, () => {
    const { id } = buy(book, bank, {
      supplier,
      day,
      createdOn,
      number: "ELR-0093",
      label: "Tubes d'enseigne",
      lines: [{
        label: "Tubes d'enseigne",
        account: "606300",
        net,
        vatCode: "FR_200",
        service: false,
      }],
      payments: (amount) => [{ day: nextBusinessDay(createdOn + 3), amount }],
    });
    report(book, "late_entry_in_declared_period", {
      what: "an invoice was entered after the VAT return of its period",
      ...{ account: "445660", amount: net / 5, day, documents: [id] },
      details: {
        enteredOn: isoDay(createdOn),
        declaredOn: isoDay(vat.deadline(vat.periodEnd(day))),
      },
    });
  });
}
