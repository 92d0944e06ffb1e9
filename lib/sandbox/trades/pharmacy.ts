import { accountFor } from "../accounts.ts";
import { planMeeting } from "../annual.ts";
import type { Asset } from "../assets.ts";
import type { BankSpec } from "../bank.ts";
import type { Book, LineDraft } from "../book.ts";
import { dateOf, type Day, endOfMonth, nextBusinessDay, yearOf } from "../calendar.ts";
import type { Desk, TradeRun } from "../desk.ts";
import { type Cents, share } from "../money.ts";
import { Overheads } from "../overheads.ts";
import { deskOf, employeesOf, sized } from "./setup.ts";
import {
  accruePrepaidInsurance,
  accrueUnbilled,
  openDebts,
  planBankFee,
  planStaffAndAssets,
} from "./usual.ts";
import { PHARMACY_OVERHEADS } from "./pharmacy_overheads.ts";
import { PharmacyPurchases } from "./pharmacy_purchases.ts";
import { PharmacySales } from "./pharmacy_sales.ts";
import { PharmacyTickets } from "./pharmacy_tickets.ts";

/** A pharmacy: daily tickets Z at four VAT rates, third-party payers, stock, monthly VAT, a quiet August. */
export class Pharmacy implements TradeRun {
  readonly desk: Desk;
  readonly lastTax: Cents;
  readonly #overheads: Overheads;
  readonly #tickets: PharmacyTickets;
  readonly #purchases: PharmacyPurchases;
  readonly #sales: PharmacySales;
  #stock: Cents;

  constructor(book: Book) {
    this.desk = pharmacyDesk(book);
    this.lastTax = sized(book, 1_900_000);
    this.#stock = sized(book, 16_800_000);
    this.#overheads = new Overheads(this.desk, PHARMACY_OVERHEADS);
    this.#tickets = new PharmacyTickets(this.desk);
    this.#purchases = new PharmacyPurchases(this.desk);
    this.#sales = new PharmacySales(this.desk);
  }

  openingLines(): LineDraft[] {
    const { book } = this.desk;
    const { start } = book.fiscalYear;
    return [
      { account: "101300", amount: -sized(book, 5_000_000) },
      { account: "106100", amount: -sized(book, 500_000) },
      { account: "120000", amount: -sized(book, 7_400_000) },
      { account: "207000", amount: sized(book, 98_000_000) },
      { account: "131000", amount: -sized(book, 1_200_000) },
      { account: "139000", amount: sized(book, 240_000) },
      { account: "275000", amount: sized(book, 700_000) },
      { account: "370000", amount: this.#stock },
      { account: "530000", amount: sized(book, 62_000) },
      ...openDebts(this.desk, [
        ["445510", -312_000, 22, "CA3 décembre"],
        ["431000", -684_500, 14, "URSSAF décembre"],
        ["437100", -241_300, 14, "Retraite complémentaire décembre"],
      ]),
      ...this.#tickets.openingLines(start),
      ...this.#purchases.openingLines(start),
    ];
  }

  planMonth(month: Day): void {
    const { book } = this.desk;
    this.#tickets.plan(month);
    this.#purchases.plan(month);
    this.#sales.plan(month);
    this.#overheads.plan(month);
    planStaffAndAssets(this.desk, month);
    planBankFee(this.desk, {
      day: month + 6,
      amount: sized(book, book.random.fork(`fee/${month}`).around(38_500, 0.2)),
      label: "COMMISSIONS CARTES ET FRAIS DE TENUE DE COMPTE",
    });
    if (month === book.fiscalYear.start) planMeeting(this.desk, 70);
    this.#manager(month);
    this.#objectives(month);
  }

  /** The manager's pay and personal contributions. */
  #manager(month: Day): void {
    const { book, bank } = this.desk;
    const pay = (day: Day, cents: number, account: string, label: string) =>
      book.schedule.at(day, () => {
        const amount = sized(book, cents);
        bank.move({ day, amount: -amount, label, contra: [{ account, amount }] });
      });
    pay(nextBusinessDay(endOfMonth(month) - 3), 520_000, "644000", "VIR REMUNERATION GERANCE");
    pay(nextBusinessDay(month + 19), 196_000, "646000", "PRLV SEPA URSSAF TNS");
  }

  /** Once a year the health insurance pays the objectives reached the year before; once a year a claim is settled. */
  #objectives(month: Day): void {
    const { book, bank } = this.desk;
    const day = nextBusinessDay(month + 11);
    const receive = (cents: number, account: string, label: string) =>
      book.schedule.at(day, () => {
        const amount = sized(
          book,
          book.random.fork(`yearly/${account}/${month}`).around(cents, 0.2),
        );
        bank.move({ day, amount, label, contra: [{ account, amount: -amount }] });
      });
    const year = yearOf(month);
    if (month === dateOf(year, 6, 1)) receive(640_000, "706500", "VIR CPAM ROSP OFFICINE");
    if (month === dateOf(year, 12, 1)) {
      receive(-264_000, "635110", "PRLV SEPA DGFIP CFE");
      this.#interest(nextBusinessDay(endOfMonth(month) - 2));
    }
    if (month === dateOf(year, 9, 1)) {
      receive(
        118_000,
        accountFor("insurancePayout", yearOf(book.fiscalYear.start)),
        "VIR ASSURANCE DEGAT DES EAUX",
      );
    }
  }

  /** Yearly interest of the savings account, and the surplus cash moved there through 580. */
  #interest(day: Day): void {
    const { book, bank } = this.desk;
    book.schedule.at(day, () => {
      const interest = share(bank.balance("512002"), 18, 1000);
      bank.move({
        day,
        amount: interest,
        account: "512002",
        label: "INTERETS CREDITEURS",
        contra: [{ account: "768000", amount: -interest }],
      });
      const surplus = bank.balance("512001") - sized(book, 15_000_000);
      if (surplus <= 0) return;
      const lettering = book.ids.next("document");
      for (const [account, amount] of [["512001", -surplus], ["512002", surplus]] as const) {
        bank.move({
          ...{ day, amount, account, label: "VIR INTERNE EPARGNE" },
          contra: [{ account: "580000", amount: -amount, lettering }],
        });
      }
    });
  }

  closeYear(): void {
    const { book, payroll } = this.desk;
    const { end, start } = book.fiscalYear;
    const random = book.random.fork(`close/${end}`);
    const counted = random.around(Math.round(this.#stock * 1.015), 0.03);
    book.post({
      journal: "OD",
      day: end,
      label: "Inventaire : variation du stock de marchandises",
      pieceRef: "INV",
      lines: [
        { account: "370000", amount: -this.#stock, label: "Annulation du stock initial" },
        { account: "370000", amount: counted, label: "Stock final inventorié" },
        { account: "603700", amount: this.#stock - counted },
      ],
    });
    this.#stock = counted;
    const grant = sized(book, 120_000);
    if (book.balance("131000") + book.balance("139000") <= -grant) {
      book.post({
        journal: "OD",
        day: end,
        label: "Quote-part de subvention virée au résultat",
        pieceRef: "SUBV",
        lines: [
          { account: "139000", amount: grant },
          { account: accountFor("grantInResult", yearOf(start)), amount: -grant },
        ],
      });
    }
    const energy = sized(book, random.around(92_000, 0.1));
    accrueUnbilled(book, { account: "606100", amount: energy, label: "énergie" });
    const prepaid = sized(book, random.around(148_000, 0.1));
    accruePrepaidInsurance(book, prepaid, "Assurance payée d'avance");
    payroll.provisionLeave();
  }
}

function pharmacyDesk(book: Book): Desk {
  return deskOf(book, {
    banks: banks(book),
    payroll: {
      employees: employeesOf(book, [382_000, 268_000, 243_000, 228_000, 212_000, 187_000]),
      leaveFund: false,
      bonusMonth: 12,
      payDay: 0,
      tags: [],
    },
    assets: assets(book),
    loan: {
      lender: "Crédit des Deux Rives",
      principal: sized(book, 72_000_000),
      months: 144,
      rate: 185,
      paidBefore: 40,
    },
  });
}

function banks(book: Book): BankSpec[] {
  return [
    {
      account: "512001",
      name: "Compte courant pro",
      establishmentId: 4101,
      establishment: "Crédit des Deux Rives",
      connection: "Bridge",
      opening: sized(book, 11_800_000),
    },
    {
      account: "512002",
      name: "Livret de trésorerie",
      establishmentId: 4101,
      establishment: "Crédit des Deux Rives",
      connection: "Bridge",
      opening: sized(book, 4_000_000),
    },
  ];
}

function assets(book: Book): Asset[] {
  const { start } = book.fiscalYear;
  return [
    {
      account: "213500",
      depreciation: "281350",
      gross: sized(book, 8_600_000),
      months: 120,
      boughtOn: start - 1400,
    },
    {
      account: "215400",
      depreciation: "281540",
      gross: sized(book, 3_900_000),
      months: 84,
      boughtOn: start - 800,
    },
    {
      account: "218300",
      depreciation: "281830",
      gross: sized(book, 1_450_000),
      months: 48,
      boughtOn: start - 300,
    },
  ];
}
