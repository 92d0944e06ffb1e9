import { accountFor } from "../accounts.ts";
import { planMeeting } from "../annual.ts";
import type { Book, LineDraft } from "../book.ts";
import { dateOf, type Day, nextBusinessDay, yearOf } from "../calendar.ts";
import type { Desk, TradeRun } from "../desk.ts";
import { type Cents, share } from "../money.ts";
import { Overheads } from "../overheads.ts";
import { Order } from "../schedule.ts";
import { BUILDING_OVERHEADS } from "./building_overheads.ts";
import { BuildingSites } from "./building_sites.ts";
import { deskOf, employeesOf, sized } from "./setup.ts";
import {
  accruePrepaidInsurance,
  accrueUnbilled,
  openDebts,
  planBankFee,
  planStaffAndAssets,
} from "./usual.ts";

/**
 * A building company that closes on 30 June: down-payments (4191), retentions of guarantee (4117), reverse charge on both
 * sides, work in progress, paid leave through a fund, quarterly VAT.
 */
export class Building implements TradeRun {
  readonly desk: Desk;
  readonly lastTax: number;
  readonly #overheads: Overheads;
  readonly #sites: BuildingSites;
  #materials: Cents;
  #progress: Cents;

  constructor(book: Book) {
    this.desk = buildingDesk(book);
    this.lastTax = sized(book, 1_650_000);
    this.#materials = sized(book, 3_400_000);
    this.#progress = sized(book, 5_200_000);
    this.#overheads = new Overheads(this.desk, BUILDING_OVERHEADS);
    this.#sites = new BuildingSites(this.desk);
  }

  openingLines(): LineDraft[] {
    const { book } = this.desk;
    const { start } = book.fiscalYear;
    return [
      { account: "101300", amount: -sized(book, 3_000_000) },
      { account: "106100", amount: -sized(book, 300_000) },
      { account: "120000", amount: -sized(book, 6_100_000) },
      { account: "275000", amount: sized(book, 580_000) },
      { account: "311000", amount: this.#materials },
      { account: "335000", amount: this.#progress },
      ...openDebts(this.desk, [
        ["445510", -890_000, 24, "CA3 avril à juin"],
        ["431000", -1_180_000, 14, "URSSAF juin"],
        ["437100", -420_000, 14, "Retraite complémentaire juin"],
        ["437300", -760_000, 14, "Caisse congés BTP juin"],
      ]),
      ...this.#sites.openingLines(start),
    ];
  }

  planMonth(month: Day): void {
    const { book } = this.desk;
    this.#sites.plan(month);
    this.#overheads.plan(month);
    planStaffAndAssets(this.desk, month);
    planBankFee(this.desk, {
      day: month + 3,
      amount: sized(book, 9_870),
      label: "FRAIS ET COMMISSIONS",
    });
    if (month === book.fiscalYear.start) planMeeting(this.desk, 40);
    this.#yearlyEvents(month);
  }

  /** Fines, an insurance payout, local tax; in the second year a van is sold. */
  #yearlyEvents(month: Day): void {
    const { book, bank } = this.desk;
    const year = yearOf(month), opening = yearOf(book.fiscalYear.start);
    const day = nextBusinessDay(month + 14);
    const move = (cents: number, account: string, label: string) =>
      book.schedule.at(day, () => {
        const amount = sized(book, cents);
        bank.move({ day, amount: -amount, label, contra: [{ account, amount }] });
      });
    if (month === dateOf(year, 10, 1)) {
      move(13_500, accountFor("fines", opening), "CB AMENDES.GOUV.FR");
    }
    if (month === dateOf(year, 12, 1)) move(312_000, "635110", "PRLV SEPA DGFIP CFE");
    if (month === dateOf(year, 2, 1)) {
      move(-264_000, accountFor("insurancePayout", opening), "VIR ASSURANCE VOL OUTILLAGE");
    }
    if (month === dateOf(year, 3, 1) && book.fiscalYear.rank === 1) {
      book.schedule.at(day, () => this.#sellVan(day, opening), Order.normal);
    }
  }

  #sellVan(day: Day, opening: number): void {
    const { book, bank, assets } = this.desk;
    const van = assets.remove("218200", day);
    if (van === null) return;
    const price = sized(book, 720_000), vat = share(price, 200, 1000);
    bank.move({
      day,
      amount: price + vat,
      label: "VIR VENTE FOURGON AB-123-CD",
      contra: [
        { account: accountFor("saleOfAsset", opening), amount: -price },
        { account: "445711", amount: -vat },
      ],
    });
    book.post({
      journal: "OD",
      day,
      label: "Sortie d'immobilisation : fourgon AB-123-CD",
      pieceRef: "CESS",
      lines: [
        { account: van.depreciation, amount: van.depreciated },
        { account: accountFor("costOfAssetSold", opening), amount: van.gross - van.depreciated },
        { account: "218200", amount: -van.gross },
      ],
    });
  }

  closeYear(): void {
    const { book, payroll } = this.desk;
    const { end } = book.fiscalYear;
    const random = book.random.fork(`close/${end}`);
    const materials = random.around(sized(book, 3_550_000), 0.15);
    const progress = random.around(sized(book, 5_400_000), 0.25);
    book.post({
      journal: "OD",
      day: end,
      label: "Inventaire : stocks et travaux en cours",
      pieceRef: "INV",
      lines: [
        { account: "311000", amount: materials - this.#materials },
        { account: "603100", amount: this.#materials - materials },
        { account: "335000", amount: progress - this.#progress },
        { account: "713350", amount: this.#progress - progress },
      ],
    });
    this.#materials = materials;
    this.#progress = progress;
    const rental = sized(book, random.around(215_000, 0.2));
    accrueUnbilled(book, { account: "613500", amount: rental, label: "locations de grues" });
    const insurance = sized(book, random.around(230_000, 0.1));
    accruePrepaidInsurance(book, insurance, "Assurance décennale payée d'avance");
    payroll.provisionLeave();
  }
}

function buildingDesk(book: Book): Desk {
  const { start } = book.fiscalYear;
  const asset = (account: string, depreciation: string, cents: number, life: [number, number]) => ({
    account,
    depreciation,
    gross: sized(book, cents),
    months: life[0],
    boughtOn: start - life[1],
  });
  return deskOf(book, {
    banks: [
      {
        account: "512001",
        name: "Compte chantier",
        establishmentId: 4120,
        establishment: "Caisse Mutuelle des Alpes",
        connection: "Bridge",
        opening: sized(book, 19_400_000),
      },
      {
        account: "512002",
        name: "Compte épargne",
        establishmentId: 4120,
        establishment: "Caisse Mutuelle des Alpes",
        connection: "Bridge",
        opening: sized(book, 3_000_000),
      },
    ],
    payroll: {
      employees: employeesOf(book, [
        412_000,
        318_000,
        286_000,
        262_000,
        247_000,
        238_000,
        226_000,
        219_000,
        204_000,
      ]),
      leaveFund: true,
      bonusMonth: 0,
      payDay: 5,
      tags: [],
    },
    assets: [
      asset("215400", "281540", 7_800_000, [84, 700]),
      asset("218200", "281820", 2_600_000, [60, 1100]),
      asset("218200", "281820", 4_100_000, [60, 200]),
      asset("218300", "281830", 620_000, [36, 300]),
    ],
    loan: {
      lender: "Caisse Mutuelle des Alpes",
      principal: sized(book, 12_000_000),
      months: 84,
      rate: 290,
      paidBefore: 22,
    },
  });
}
