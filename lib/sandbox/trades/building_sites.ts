import type { LineDraft } from "../book.ts";
import { type Day, endOfMonth, monthOf, nextBusinessDay, weekday, yearOf } from "../calendar.ts";
import { type Desk, openItemLine } from "../desk.ts";
import { type Behaviour, BEHAVIOURS, planPayments } from "../invoicing/payments.ts";
import { buy } from "../invoicing/purchases.ts";
import { type SaleDraft, type SaleLine, sell } from "../invoicing/sales.ts";
import type { VatCode } from "../invoicing/vat_codes.ts";
import { type Cents, share } from "../money.ts";
import { businessName, personName, TOWNS } from "../names.ts";
import type { Random } from "../prng.ts";
import type { Tag, ThirdParty } from "../types.ts";
import { sized } from "./setup.ts";

const SEASON = [82, 90, 104, 110, 112, 116, 104, 42, 112, 118, 112, 98];
/** Sites begun in a mean month, and their mean price without tax, cents. */
const STARTS = 3.9;
const PRICE = 3_900_000;

type SiteKind = "person" | "contractor" | "public";

/** A building site from the down-payment to the final invoice. */
interface Site {
  readonly name: string;
  readonly code: string;
  readonly kind: SiteKind;
  readonly customer: ThirdParty;
  readonly price: Cents;
  readonly vatCode: VatCode;
  readonly behaviour: Behaviour;
}

const KINDS: Readonly<Record<SiteKind, { behaviour: Behaviour; work: string }>> = {
  person: { behaviour: BEHAVIOURS.usual, work: "Rénovation de charpente et couverture" },
  contractor: { behaviour: BEHAVIOURS.slow, work: "Lot charpente en sous-traitance" },
  public: { behaviour: BEHAVIOURS.usual, work: "Marché public - lot n° 3 ; charpente bois" },
};

/** The sites of a building company: what they bring, and what they cost in materials and subcontractors. */
export class BuildingSites {
  readonly #desk: Desk;
  readonly #contractors: readonly ThirdParty[];
  readonly #publics: readonly ThirdParty[];
  readonly #merchants: readonly ThirdParty[];
  readonly #subcontractors: readonly ThirdParty[];
  #persons = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    const { directory, book } = desk;
    const random = book.random.fork("sites");
    const many = (count: number) => Math.max(count, Math.round(count * Math.sqrt(book.size)));
    this.#contractors = Array.from({ length: many(3) }, (_, n) =>
      directory.customer({
        name: `${businessName(random)} Construction`,
        termDays: 30,
        vatCode: "FR_200_construction",
        pnlAccount: "704100",
        suffix: String(101 + n).padStart(5, "0"),
      }));
    this.#publics = Array.from({ length: many(2) }, (_, n) =>
      directory.customer({
        name: `Commune de ${TOWNS[(n * 7 + 3) % TOWNS.length]![0]}`,
        termDays: 30,
        pnlAccount: "704000",
        suffix: String(601 + n).padStart(5, "0"),
      }));
    const supplier = (name: string, code: number, vatCode: VatCode, account: string) =>
      directory.supplier({
        name,
        termDays: 45,
        vatCode,
        pnlAccount: account,
        suffix: String(code).padStart(5, "0"),
      });
    this.#merchants = [
      supplier("Bois & Matériaux du Dauphiné", 301, "FR_200", "601000"),
      supplier("Scierie Belledonne", 302, "FR_200", "601000"),
      supplier("Tuiles « La Romane »", 303, "FR_200", "601000"),
      supplier("Isolants Nord-Isère", 304, "FR_200", "601000"),
    ];
    this.#subcontractors = Array.from(
      { length: many(3) },
      (_, n) =>
        supplier(`${personName(random)} Couverture`, 401 + n, "FR_200_construction", "611000"),
    );
  }

  /** What customers owe and suppliers are owed on the first day. */
  openingLines(start: Day): LineDraft[] {
    const { book } = this.#desk;
    const item = (thirdParty: ThirdParty, cents: number, days: number) =>
      openItemLine(this.#desk, {
        account: thirdParty.account,
        amount: sized(book, cents),
        day: nextBusinessDay(start + days),
        label: `Facture reprise ${thirdParty.name}`,
        thirdParty,
      });
    return [
      ...this.#contractors.map((one, n) => item(one, 3_900_000 - n * 600_000, 16 + n * 13)),
      ...this.#publics.map((one, n) => item(one, 2_400_000, 25 + n * 11)),
      ...this.#merchants.map((one, n) => item(one, -1_900_000 + n * 200_000, 14 + n * 6)),
      ...this.#subcontractors.map((one, n) => item(one, -1_100_000, 20 + n * 5)),
    ];
  }

  /** Plans the sites that begin in a month; with the first one, those that were under way. */
  plan(month: Day): void {
    const { book } = this.#desk;
    if (month === book.fiscalYear.start && book.fiscalYear.rank === 0) this.#underWay(month);
    const random = book.random.fork(`starts/${month}`);
    const count = random.count(STARTS * book.size * SEASON[monthOf(month) - 1]! / 100);
    for (let n = 0; n < count; n++) {
      const draw = random.fork(n);
      const day = month + draw.int(0, 27);
      book.schedule.at(day, () => this.#begin(day, draw));
    }
  }

  /** Sites of contractors and towns begun before the first day: their bills of before are in the opening balances. */
  #underWay(first: Day): void {
    const random = this.#desk.book.random.fork("under way");
    const count = random.count(8 * this.#desk.book.size);
    for (let n = 0; n < count; n++) {
      const draw = random.fork(n);
      this.#begin(first - draw.int(15, 100), draw, draw.chance(0.6) ? "contractor" : "public");
    }
  }

  #begin(day: Day, random: Random, known?: SiteKind): void {
    const dice = random.unit();
    const kind = known ?? (dice < 0.58 ? "person" : dice < 0.84 ? "contractor" : "public");
    const town = random.pick(TOWNS)[0];
    const growth = 1000 + 30 * this.#desk.book.fiscalYear.rank;
    const factor = kind === "person" ? 620 : kind === "contractor" ? 1020 : 1330;
    const price = share(random.around(PRICE, 0.5), factor * growth, 1_000_000);
    const site: Site = {
      name: `Chantier ${town} ${random.int(100, 999)}`,
      code: `CH${random.int(1000, 9999)}`,
      kind,
      customer: this.#customer(kind, random),
      price,
      vatCode: this.#vatCode(kind, random),
      behaviour: KINDS[kind].behaviour,
    };
    const days = kind === "person" ? random.int(35, 70) : random.int(80, 170);
    this.#invoice(site, { day, days, random });
    this.#buyMaterials(site, { day, days, random });
    if (kind !== "person" || random.chance(0.3)) this.#buySubcontract(site, { day, days, random });
  }

  #vatCode(kind: SiteKind, random: Random): VatCode {
    if (kind === "contractor") return "FR_200_construction";
    if (kind === "public") return "FR_200";
    return random.chance(0.25) ? "FR_55" : random.chance(0.85) ? "FR_100" : "FR_200";
  }

  #customer(kind: SiteKind, random: Random): ThirdParty {
    if (kind === "contractor") return random.pick(this.#contractors);
    if (kind === "public") return random.pick(this.#publics);
    this.#persons++;
    return this.#desk.directory.customer({
      name: `${random.chance(0.5) ? "M." : "Mme"} ${personName(random)}`,
      person: true,
      termDays: 15,
      vatCode: "FR_100",
      pnlAccount: "704000",
      suffix: String(1000 + this.#persons).padStart(5, "0"),
    });
  }

  #tag(site: Site): Tag[] {
    return [{ group: "Chantier", label: site.name, code: site.code, weight: "1" }];
  }

  #work(site: Site, label: string, net: Cents, account?: string): SaleLine {
    return {
      label: `${label} - ${site.name}`,
      account: account ?? (site.vatCode === "FR_200_construction" ? "704100" : "704000"),
      net,
      vatCode: site.vatCode,
      service: true,
      tags: account ? [] : this.#tag(site),
    };
  }

  #invoice(site: Site, work: { day: Day; days: number; random: Random }): void {
    const { day, days, random } = work;
    const end = day + days;
    if (site.kind === "person") {
      const deposit = share(site.price, 30, 100);
      this.#sellOn(day + 2, site, random.fork("deposit"), (number) => ({
        label: `Facture d'acompte ${number} - ${site.name}`,
        lines: [this.#work(site, "Acompte de 30 %", deposit, "419100")],
      }));
      this.#sellOn(end, site, random.fork("final"), (number) => ({
        label: `Facture ${number} - ${site.name}`,
        lines: [
          this.#work(site, KINDS.person.work, site.price),
          this.#work(site, "Acompte déjà facturé", -deposit, "419100"),
        ],
      }));
      return;
    }
    const stages = Math.max(2, Math.round(days / 42));
    let billed = 0;
    for (let stage = 1; stage <= stages; stage++) {
      const part = share(site.price, stage, stages) - billed;
      billed += part;
      const on = Math.min(endOfMonth(day + Math.floor(days * stage / stages)), end + 30);
      this.#sellOn(on, site, random.fork(`stage${stage}`), (number) => ({
        label: `Situation n° ${stage} ${number} - ${site.name}`,
        lines: [this.#work(site, `${KINDS[site.kind].work}, situation ${stage}`, part)],
        retention: { perMille: 50, releasedOn: nextBusinessDay(end + 365) },
      }));
    }
  }

  #sellOn(
    day: Day,
    site: Site,
    random: Random,
    draft: (number: string) => Pick<SaleDraft, "label" | "lines" | "retention">,
  ): void {
    const { book, bank, numbering } = this.#desk;
    if (day < book.fiscalYear.start) return;
    book.schedule.at(day, () => {
      const number = numbering.take("F", yearOf(day));
      sell(book, bank, {
        customer: site.customer,
        day,
        number,
        ...draft(number),
        payments: (total, due) => planPayments(random, { due, total, behaviour: site.behaviour }),
        archived: random.chance(0.01),
      });
    });
  }

  #buyMaterials(site: Site, work: { day: Day; days: number; random: Random }): void {
    const random = work.random.fork("materials");
    const total = share(site.price, random.int(300, 390), 1000);
    const count = random.int(2, 4);
    for (let n = 0; n < count; n++) {
      const supplier = random.pick(this.#merchants);
      const day = work.day + random.int(3, Math.max(4, work.days - 5));
      this.#buyOn(day, site, {
        supplier,
        net: share(total, n + 1, count) - share(total, n, count),
        label: "Bois, tuiles et isolants",
        account: "601000",
        vatCode: "FR_200",
        service: false,
        random: random.fork(n),
      });
    }
  }

  #buySubcontract(site: Site, work: { day: Day; days: number; random: Random }): void {
    const random = work.random.fork("subcontract");
    this.#buyOn(work.day + Math.floor(work.days * 0.7), site, {
      supplier: random.pick(this.#subcontractors),
      net: share(site.price, random.int(120, 240), 1000),
      label: "Pose en sous-traitance (autoliquidation)",
      account: "611000",
      vatCode: "FR_200_construction",
      service: true,
      random,
    });
  }

  #buyOn(
    wanted: Day,
    site: Site,
    one: {
      supplier: ThirdParty;
      net: Cents;
      label: string;
      account: string;
      vatCode: VatCode;
      service: boolean;
      random: Random;
    },
  ): void {
    const { book, bank } = this.#desk;
    const day = weekday(wanted) > 4 ? wanted - 2 : wanted;
    if (day < book.fiscalYear.start) return;
    book.schedule.at(day, () =>
      buy(book, bank, {
        supplier: one.supplier,
        day,
        number: `${yearOf(day)}/${one.random.int(10_000, 99_999)}`,
        label: `${one.label} - ${site.name}`,
        lines: [{ ...one, tags: this.#tag(site) }],
        payments: (total, due) =>
          planPayments(one.random, { due, total, behaviour: BEHAVIOURS.prompt }),
      }));
  }
}
