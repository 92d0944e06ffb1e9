import { accrue } from "../accruals.ts";
import { planMeeting } from "../annual.ts";
import type { Asset } from "../assets.ts";
import type { BankSpec } from "../bank.ts";
import type { Book, LineDraft } from "../book.ts";
import { dateOf, type Day, endOfMonth, nextBusinessDay, yearOf } from "../calendar.ts";
import type { Desk, TradeRun } from "../desk.ts";
import { buy } from "../invoicing/purchases.ts";
import { BEHAVIOURS, planPayments } from "../invoicing/payments.ts";
import { share } from "../money.ts";
import { personName } from "../names.ts";
import { Overheads } from "../overheads.ts";
import type { Tag, ThirdParty } from "../types.ts";
import { AGENCY_OVERHEADS } from "./agency_overheads.ts";
import { AgencySales, poles } from "./agency_sales.ts";
import { deskOf, employeesOf, sized } from "./setup.ts";
import { accruePrepaidInsurance, openDebts, planBankFee, planStaffAndAssets } from "./usual.ts";

/** How the payroll is shared out over the practices. */
const PAYROLL_TAGS: readonly Tag[] = [
  { group: "Pôle", label: "Conseil", code: "CONS", weight: "0.35" },
  { group: "Pôle", label: "Création", code: "CREA", weight: "0.45" },
  { group: "Pôle", label: "Média", code: "MED", weight: "0.2" },
];

/**
 * A service agency: VAT when cashed, two customers who make 60 % of turnover, customers in dollars and in the European Union,
 * subscriptions billed ahead (487), work not billed yet (4181), freelancers.
 */
export class Agency implements TradeRun {
  readonly desk: Desk;
  readonly lastTax: number;
  readonly #overheads: Overheads;
  readonly #sales: AgencySales;
  readonly #freelancers: readonly ThirdParty[];

  /** @param silent The bank account that says nothing any more, and since when. */
  constructor(book: Book, silent: { account: string; after: Day } | null) {
    this.desk = agencyDesk(book, silent);
    this.lastTax = sized(book, 2_150_000);
    this.#overheads = new Overheads(this.desk, AGENCY_OVERHEADS);
    this.#sales = new AgencySales(this.desk);
    const random = book.random.fork("freelancers");
    this.#freelancers = Array.from(
      { length: Math.max(3, Math.round(5 * book.size)) },
      () =>
        this.desk.directory.supplier({
          name: `${personName(random)} (indépendant)`,
          termDays: 30,
          vatCode: "FR_200",
          pnlAccount: "604000",
        }),
    );
  }

  openingLines(): LineDraft[] {
    const { book } = this.desk;
    const { start } = book.fiscalYear;
    return [
      { account: "101300", amount: -sized(book, 4_000_000) },
      { account: "106100", amount: -sized(book, 400_000) },
      { account: "120000", amount: -sized(book, 8_300_000) },
      { account: "275000", amount: sized(book, 1_250_000) },
      { account: "455000", amount: -sized(book, 1_500_000) },
      ...openDebts(this.desk, [
        ["445510", -1_140_000, 23, "CA3 décembre"],
        ["431000", -1_480_000, 14, "URSSAF décembre"],
        ["437100", -610_000, 14, "Retraite complémentaire décembre"],
      ]),
      ...this.#sales.openingLines(start),
    ];
  }

  planMonth(month: Day): void {
    const { book } = this.desk;
    this.#sales.plan(month);
    this.#overheads.plan(month);
    this.#buyFreelance(month);
    planStaffAndAssets(this.desk, month);
    planBankFee(this.desk, {
      day: month + 4,
      amount: sized(book, 6_450),
      label: "FRAIS DE TENUE DE COMPTE",
    });
    if (month === book.fiscalYear.start) planMeeting(this.desk, 75);
    this.#cards(month);
    this.#saveCash(month);
    this.#localTax(month);
  }

  #buyFreelance(month: Day): void {
    const { book, bank } = this.desk;
    const random = book.random.fork(`freelance/${month}`);
    const count = random.count(5.5 * book.size);
    for (let n = 0; n < count; n++) {
      const supplier = random.pick(this.#freelancers);
      const draw = random.fork(n);
      const day = endOfMonth(month) - draw.int(0, 6);
      const net = draw.int(26, 76) * 10_000;
      book.schedule.at(day, () =>
        buy(book, bank, {
          supplier,
          day,
          number: `${supplier.account.slice(3, 6)}-${draw.int(1000, 9999)}`,
          label: `Prestation ${supplier.name}`,
          lines: [{
            label: "Journées de prestation",
            account: "604000",
            net,
            vatCode: "FR_200",
            service: true,
            tags: poles(draw),
          }],
          payments: (total, due) => planPayments(draw, { due, total, behaviour: BEHAVIOURS.usual }),
        }));
    }
  }

  /** Travel and meals paid by card, on the second account while it speaks. */
  #cards(month: Day): void {
    const { book, bank } = this.desk;
    const random = book.random.fork(`cards/${month}`);
    const count = random.count(4 * book.size);
    for (let n = 0; n < count; n++) {
      const day = nextBusinessDay(month + random.int(0, 26));
      const [account, label] = random.pick([
        ["625100", "CB TRAIN GRANDES LIGNES"],
        ["625700", "CB BISTROT DES HALLES"],
        ["625100", "CB TAXI RIVE DROITE"],
        ["606400", "CB PAPETERIE LAVOISIER"],
      ]);
      const amount = random.int(1_200, 21_900);
      book.schedule.at(day, () => {
        if (!bank.speaks("512002", day)) return;
        bank.move({
          day,
          amount: -amount,
          label: label!,
          account: "512002",
          proof: n % 3 === 0 ? "missing" : "found",
          contra: [{ account: account!, amount }],
        });
      });
    }
  }

  /** A monthly transfer that feeds the account of the cards: both legs through 580. */
  #saveCash(month: Day): void {
    const { book, bank } = this.desk;
    const day = nextBusinessDay(month + 1);
    book.schedule.at(day, () => {
      if (!bank.speaks("512002", day)) return;
      const amount = sized(book, 70_000);
      const lettering = book.ids.next("document");
      const leg = (account: string, signed: number) =>
        bank.move({
          day,
          amount: signed,
          account,
          label: "VIR INTERNE ALIMENTATION CARTES",
          contra: [{ account: "580000", amount: -signed, lettering }],
        });
      leg("512001", -amount);
      leg("512002", amount);
    });
  }

  #localTax(month: Day): void {
    const { book, bank } = this.desk;
    if (month !== dateOf(yearOf(month), 12, 1)) return;
    const day = nextBusinessDay(month + 14);
    book.schedule.at(day, () => {
      const amount = sized(book, 238_000);
      bank.move({
        day,
        amount: -amount,
        label: "PRLV SEPA DGFIP CFE",
        contra: [{ account: "635110", amount }],
      });
    });
  }

  /** Half of what has been overdue for six months, without tax, is impaired (681740, 491000); less than before is released. */
  #impair(): void {
    const { book } = this.desk;
    const { end } = book.fiscalYear;
    const target = share(this.#sales.doubtful(end), 1000, 2400);
    const change = target + book.balance("491000");
    if (change === 0) return;
    book.post({
      journal: "OD",
      day: end,
      label: "Dépréciation des créances échues depuis plus de six mois",
      pieceRef: "DEPREC",
      lines: [
        { account: change > 0 ? "681740" : "781740", amount: change },
        { account: "491000", amount: -change },
      ],
    });
  }

  closeYear(): void {
    const { book, payroll } = this.desk;
    const { end } = book.fiscalYear;
    const random = book.random.fork(`close/${end}`);
    const unbilled = sized(book, random.around(1_850_000, 0.2));
    const vat = share(unbilled, 200, 1000);
    accrue(book, {
      label: "Factures à établir - travaux de décembre",
      pieceRef: "FAE",
      lines: [
        { account: "418100", amount: unbilled + vat },
        { account: "706000", amount: -unbilled },
        { account: "445870", amount: -vat },
      ],
    });
    const ahead = this.#sales.billedAhead(end);
    if (ahead > 0) {
      accrue(book, {
        label: "Abonnements facturés d'avance",
        pieceRef: "PCA",
        lines: [{ account: "706000", amount: ahead }, { account: "487000", amount: -ahead }],
      });
    }
    this.#impair();
    const insurance = sized(book, random.around(212_000, 0.1));
    accruePrepaidInsurance(book, insurance, "Assurance payée d'avance");
    payroll.provisionLeave();
  }
}

function agencyDesk(book: Book, silent: { account: string; after: Day } | null): Desk {
  return deskOf(book, {
    banks: banks(book, silent),
    payroll: {
      employees: employeesOf(book, [
        640_000,
        455_000,
        405_000,
        372_000,
        338_000,
        315_000,
        288_000,
        246_000,
        232_000,
      ]),
      leaveFund: false,
      bonusMonth: 0,
      payDay: 0,
      tags: PAYROLL_TAGS,
    },
    assets: assets(book),
    loan: {
      lender: "Banque du Confluent",
      principal: sized(book, 9_000_000),
      months: 60,
      rate: 240,
      paidBefore: 18,
    },
  });
}

function banks(book: Book, silent: { account: string; after: Day } | null): BankSpec[] {
  return [
    {
      account: "512001",
      name: "Compte principal",
      establishmentId: 4107,
      establishment: "Banque du Confluent",
      connection: "Bridge",
      opening: sized(book, 13_200_000),
    },
    {
      account: "512002",
      name: "Compte cartes",
      establishmentId: 4112,
      establishment: "Néobanque Zénith",
      connection: "Connectors",
      opening: sized(book, 260_000),
      ...(silent && { silentAfter: silent.after }),
    },
  ];
}

function assets(book: Book): Asset[] {
  const { start } = book.fiscalYear;
  return [
    {
      account: "213500",
      depreciation: "281350",
      gross: sized(book, 2_800_000),
      months: 96,
      boughtOn: start - 900,
    },
    {
      account: "218300",
      depreciation: "281830",
      gross: sized(book, 3_150_000),
      months: 36,
      boughtOn: start - 420,
    },
    {
      account: "205000",
      depreciation: "280500",
      gross: sized(book, 900_000),
      months: 36,
      boughtOn: start - 200,
    },
  ];
}
