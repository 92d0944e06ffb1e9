import type { LineDraft } from "../book.ts";
import { type Day, endOfMonth, frenchDay, monthOf, nextBusinessDay, yearOf } from "../calendar.ts";
import { type Desk, openItemLine } from "../desk.ts";
import { BEHAVIOURS, planPayments } from "../invoicing/payments.ts";
import { buy, type PurchaseLine } from "../invoicing/purchases.ts";
import type { VatCode } from "../invoicing/vat_codes.ts";
import { split } from "../money.ts";
import type { Random } from "../prng.ts";
import type { ThirdParty } from "../types.ts";
import { sized } from "./setup.ts";

/** Purchases by month, January first, per cent of the mean: ahead of the takings. */
const SEASON = [106, 103, 100, 98, 97, 95, 82, 78, 106, 107, 110, 118];
/** Goods bought in a mean month without tax, cents. */
const MONTHLY = 11_550_000;

const GOODS: readonly { account: string; vatCode: VatCode; label: string }[] = [
  { account: "607021", vatCode: "FR_21", label: "Médicaments remboursables" },
  { account: "607055", vatCode: "FR_55", label: "Nutrition et dispositifs" },
  { account: "607100", vatCode: "FR_100", label: "Médicaments conseil" },
  { account: "607200", vatCode: "FR_200", label: "Parapharmacie" },
];

/** A supplier of goods: how many invoices a month, its share of purchases, what it sells (weights of GOODS). */
interface Wholesaler {
  readonly supplier: ThirdParty;
  readonly invoices: number;
  readonly perMille: number;
  readonly weights: readonly number[];
}

/** Goods bought from wholesalers and laboratories, and the discounts that these give. */
export class PharmacyPurchases {
  readonly #desk: Desk;
  readonly #wholesalers: readonly Wholesaler[];

  constructor(desk: Desk) {
    this.#desk = desk;
    const supplier = (name: string, termDays: number, suffix: string) =>
      desk.directory.supplier({ name, termDays, suffix, vatCode: "FR_21", pnlAccount: "607021" });
    this.#wholesalers = [
      {
        supplier: supplier("Répartition Pharma Ouest", 25, "REPOUEST"),
        invoices: 3,
        perMille: 520,
        weights: [80, 5, 8, 7],
      },
      {
        supplier: supplier("Grossiste Santé Atlantique", 30, "GROSSANT"),
        invoices: 3,
        perMille: 210,
        weights: [76, 6, 11, 7],
      },
      {
        supplier: supplier("Laboratoires Brocéliande", 60, "LABBROC"),
        invoices: 1,
        perMille: 90,
        weights: [100, 0, 0, 0],
      },
      {
        supplier: supplier("Dermo-Côte d'Émeraude", 45, "DERMO"),
        invoices: 2,
        perMille: 110,
        weights: [0, 0, 0, 100],
      },
      {
        supplier: supplier("Nutri'Armor", 45, "NUTRI"),
        invoices: 1,
        perMille: 70,
        weights: [0, 78, 0, 22],
      },
    ];
  }

  /** What wholesalers are owed on the first day. */
  openingLines(start: Day): LineDraft[] {
    return this.#wholesalers.map((one) =>
      openItemLine(this.#desk, {
        account: one.supplier.account,
        amount: -sized(this.#desk.book, one.perMille * 10_200),
        day: nextBusinessDay(start + Math.round(one.supplier.termDays / 2)),
        label: `Facture reprise ${one.supplier.name}`,
        thirdParty: one.supplier,
      })
    );
  }

  /** Plans the invoices of a month. */
  plan(month: Day): void {
    const { book } = this.#desk;
    for (const one of this.#wholesalers) {
      const random = book.random.fork(`goods/${one.supplier.id}/${month}`);
      const mean = MONTHLY * one.perMille / 1000 * SEASON[monthOf(month) - 1]! / 100;
      const growth = 1 + 0.025 * book.fiscalYear.rank;
      const count = Math.max(1, random.count(one.invoices * book.size));
      for (let n = 1; n <= count; n++) {
        const day = Math.min(
          month + Math.floor(n * (endOfMonth(month) - month) / count),
          endOfMonth(month),
        );
        const net = random.around(Math.round(mean * growth * book.size / count), 0.15);
        const draw = random.fork(n);
        book.schedule.at(day, () => this.#buy(one, { day, net, random: draw }));
      }
      this.#discount(one, month, Math.round(mean * book.size * 0.018));
    }
  }

  #buy(from: Wholesaler, draft: { day: Day; net: number; random: Random }): void {
    const { book, bank } = this.#desk;
    const { day, net, random } = draft;
    const parts = split(net, from.weights.map((weight) => random.around(weight * 10, 0.2)));
    const lines: PurchaseLine[] = GOODS.map((goods, index) => ({
      label: goods.label,
      account: goods.account,
      net: parts[index]!,
      vatCode: goods.vatCode,
      service: false,
    })).filter((line) => line.net !== 0);
    buy(book, bank, {
      supplier: from.supplier,
      day,
      number: `${from.supplier.account.slice(3, 6)}-${yearOf(day)}-${random.int(100_000, 999_999)}`,
      label: `${from.supplier.name} - relevé du ${frenchDay(day)}`,
      lines,
      means: from.supplier.termDays <= 30 ? "LCR" : "VIR SEPA",
      payments: (total, due) => planPayments(random, { due, total, behaviour: BEHAVIOURS.prompt }),
    });
  }

  /** The discount on the purchases of a month: a credit note of the supplier, refunded by transfer. */
  #discount(from: Wholesaler, month: Day, net: number): void {
    if (from.weights[0]! < 50 || ![3, 6, 9, 12].includes(monthOf(month)) || net < 100) return;
    const { book, bank } = this.#desk;
    const day = endOfMonth(month) - 1;
    const random = book.random.fork(`discount/${from.supplier.id}/${month}`);
    book.schedule.at(day, () => {
      buy(book, bank, {
        supplier: from.supplier,
        day,
        number: `AV${from.supplier.account.slice(3, 6)}-${random.int(10_000, 99_999)}`,
        label: `Remise trimestrielle ${from.supplier.name}`,
        lines: [{
          label: "Remises et ristournes",
          account: "609700",
          net: -net * 3,
          vatCode: "FR_21",
          service: false,
        }],
        means: "REMISE",
        payments: (amount, due) => [{ day: nextBusinessDay(due), amount }],
      });
    });
  }
}
