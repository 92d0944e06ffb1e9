import { type Day, frenchDay } from "./calendar.ts";
import type { Desk } from "./desk.ts";
import type { Invoice, ThirdParty } from "./types.ts";

/** Ages in days of the drafts that any company has about it. */
const DRAFT_AGES = [3, 11, 24];

/**
 * Adds what real data hold beside well-kept books: recent drafts, rows deleted within the week (kept by `etl` until its next
 * rebuild), and in agencies an entry dated before the first fiscal year.
 */
export function addDirt(desk: Desk): void {
  const { book } = desk;
  book.apart(() => {
    if (book.company.trade === "agence") postOutside(desk);
    const customer = desk.directory.customer({
      name: 'SARL "Aux Délices" ; traiteur\n& fils',
      suffix: "DELICES",
    });
    for (const age of DRAFT_AGES) {
      const day = book.today - age;
      book.schedule.at(day, () => emitDraft(desk, { customer, day, cents: 120_000 + age * 4_500 }));
    }
    book.schedule.at(book.today - 4, () => deleteRows(desk));
  });
}

/** An entry before every fiscal year: balanced, on no account that a fiscal year carries on. */
function postOutside({ book }: Desk): void {
  const day = book.fiscalYear.start - 47;
  book.post({
    journal: "OD",
    day,
    label: `Reprise de l'ancien logiciel - ${frenchDay(day)}`,
    lines: [
      { account: "628100", amount: 25_000 },
      { account: "467000", amount: -25_000 },
    ],
  });
}

/** A draft: neither number nor dates, no line in the ledger. */
export function emitDraft(
  { book }: Desk,
  draft: { customer: ThirdParty; day: Day; cents: number; label?: string },
): Invoice {
  const net = draft.cents, vat = net / 5;
  const label = draft.label ?? `Brouillon - ${draft.customer.name}`;
  const invoice: Invoice = {
    kind: "customer",
    id: book.ids.next("document"),
    number: "",
    thirdParty: draft.customer,
    day: null,
    createdOn: draft.day,
    deadline: null,
    net,
    total: net + vat,
    currency: "EUR",
    currencyTotal: net + vat,
    label,
    source: "invoicing",
    paid: false,
    outstanding: null,
    draft: true,
    creditedInvoice: null,
    archived: false,
    updatedOn: draft.day,
    lines: [{ label, account: "706000", quantity: 1000, unit: null, vatCode: "FR_200", net, vat }],
  };
  book.emit({ kind: "invoice", invoice });
  return invoice;
}

/** A supplier invoice imported twice by the scanner, with its entry, and a customer made by mistake: all deleted since. */
function deleteRows({ book, directory }: Desk): void {
  const { today } = book;
  const deletedOn = today - 2, day = today - 4;
  const supplier = directory.supplier({ name: "Doublon d'import" });
  const id = book.ids.next("document");
  const line = (account: string, amount: number, thirdParty: ThirdParty | null) => ({
    id: book.ids.next("line"),
    account,
    label: "Fournitures (import en double)",
    debit: Math.max(0, amount),
    credit: Math.max(0, -amount),
    lettering: null,
    thirdParty,
    tags: [],
  });
  book.emit({
    kind: "entry",
    deletedOn,
    entry: {
      id,
      journal: "HA",
      day,
      label: "Fournitures (import en double)",
      pieceRef: "DBL-1",
      invoiceNumber: "DBL-1",
      thirdParty: supplier,
      createdOn: day,
      updatedOn: day,
      createdBy: "Import",
      hasFile: true,
      lines: [
        line("606300", 10_000, null),
        line("445660", 2_000, null),
        line(supplier.account, -12_000, supplier),
      ],
    },
  });
  book.emit({ kind: "invoice", deletedOn, invoice: deletedInvoice(supplier, id, day) });
  const customer = { ...supplier, kind: "customer" as const, id: book.ids.next("thirdParty") };
  book.emit({
    kind: "thirdParty",
    deletedOn,
    thirdParty: { ...customer, name: "Client créé par erreur", account: "411ERREUR" },
  });
}

function deletedInvoice(supplier: ThirdParty, id: number, day: Day): Invoice {
  return {
    kind: "supplier",
    id,
    number: "DBL-1",
    thirdParty: supplier,
    day,
    createdOn: day,
    deadline: day + 30,
    net: 10_000,
    total: 12_000,
    currency: "EUR",
    currencyTotal: 12_000,
    label: "Fournitures (import en double)",
    source: "dropbox",
    paid: false,
    outstanding: 12_000,
    draft: false,
    creditedInvoice: null,
    archived: false,
    updatedOn: day,
    lines: [],
  };
}
