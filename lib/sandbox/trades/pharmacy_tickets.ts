import type { LineDraft } from "../book.ts";
import {
  type Day,
  endOfMonth,
  frenchDay,
  isHoliday,
  isoDay,
  monthOf,
  nextBusinessDay,
  weekday,
} from "../calendar.ts";
import { type Desk, openItemLine } from "../desk.ts";
import { collectedAccount, rateOf, type VatCode } from "../invoicing/vat_codes.ts";
import { type Cents, share, split } from "../money.ts";
import type { Random } from "../prng.ts";
import type { Tag, ThirdParty } from "../types.ts";
import { sized } from "./setup.ts";

/** Takings by month, January first, per cent of the mean: winter illnesses, a quiet August. */
const SEASON = [111, 105, 102, 98, 97, 98, 91, 71, 100, 106, 105, 116];
/** Takings by day of the week, Monday first: closed on Mondays and Sundays. */
const WEEK = [0, 124, 117, 118, 131, 96, 0];
/** Mean takings of a day without tax, cents. */
const DAILY = 605_000;

const SHELVES: readonly { vatCode: VatCode; account: string; tag: Tag; weight: number }[] = [
  { vatCode: "FR_21", account: "707021", tag: shelf("Ordonnance", "ORD"), weight: 66 },
  { vatCode: "FR_55", account: "707055", tag: shelf("Nutrition et dispositifs", "NUT"), weight: 8 },
  { vatCode: "FR_100", account: "707100", tag: shelf("Conseil", "OTC"), weight: 9 },
  { vatCode: "FR_200", account: "707200", tag: shelf("Parapharmacie", "PARA"), weight: 17 },
];

function shelf(label: string, code: string): Tag {
  return { group: "Rayon", label, code, weight: "1" };
}

/** A payer of the health system: pays each week's claims by one transfer, some days later. */
interface Payer {
  readonly customer: ThirdParty;
  /** Share of the prescriptions, per mille. */
  readonly perMille: number;
  readonly delay: number;
}

/** The tickets Z of each open day, the settlements of the health system, the cash and cheques taken to the bank. */
export class PharmacyTickets {
  readonly #desk: Desk;
  readonly #payers: readonly Payer[];
  #cash = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    const payer = (name: string, suffix: string) =>
      desk.directory.customer({ name, suffix, vatCode: "exempt", pnlAccount: "707021" });
    this.#payers = [
      { customer: payer("CPAM d'Ille-et-Vilaine", "CPAM"), perMille: 640, delay: 6 },
      { customer: payer("Mutuelle « Santé+ » d'Armor", "SANTEPL"), perMille: 215, delay: 13 },
    ];
  }

  /** What the payers owe on the first day. */
  openingLines(start: Day): LineDraft[] {
    return this.#payers.map((payer) =>
      openItemLine(this.#desk, {
        account: payer.customer.account,
        amount: sized(this.#desk.book, payer.perMille * 4_700),
        day: nextBusinessDay(start + payer.delay),
        label: `Tiers payant ${payer.customer.name}`,
        thirdParty: payer.customer,
      })
    );
  }

  /** Plans the tickets of a month. */
  plan(month: Day): void {
    const { book } = this.#desk;
    const registers = Math.max(1, Math.round(book.size));
    for (let day = month; day <= endOfMonth(month); day++) {
      if (WEEK[weekday(day)] === 0 || isHoliday(day)) continue;
      for (let register = 1; register <= registers; register++) {
        book.schedule.at(day, () => this.#ticket(day, register, registers));
      }
      if (weekday(day) === 1) this.#takeCashToBank(nextBusinessDay(day));
    }
  }

  #takings(day: Day, random: Random, registers: number): Cents {
    const { book } = this.#desk;
    const growth = 1000 + 27 * book.fiscalYear.rank;
    const mean = share(DAILY * SEASON[monthOf(day) - 1]! * WEEK[weekday(day)]!, growth, 10_000_000);
    return random.around(Math.round(mean * book.size / registers), 0.22);
  }

  #ticket(day: Day, register: number, registers: number): void {
    const { book } = this.#desk;
    const random = book.random.fork(`z/${day}/${register}`);
    const nets = split(
      this.#takings(day, random, registers),
      SHELVES.map((one) => random.around(one.weight * 100, 0.25)),
    );
    const vats = SHELVES.map((one, index) => share(nets[index]!, rateOf(one.vatCode), 1000));
    const total = [...nets, ...vats].reduce((sum, one) => sum + one, 0);
    const label = registers > 1
      ? `Ticket Z du ${frenchDay(day)} - caisse ${register}`
      : `Ticket Z du ${frenchDay(day)}`;
    const prescriptions = nets[0]! + vats[0]!;
    const claims = this.#payers.map((payer) => share(prescriptions, payer.perMille, 1000));
    const rest = total - claims.reduce((sum, one) => sum + one, 0);
    const cash = share(rest, random.int(120, 190), 1000);
    const cheques = random.chance(0.06) ? share(rest, random.int(10, 60), 1000) : 0;
    const cards = rest - cash - cheques;
    this.#cash += cash;
    book.post({
      journal: "VT",
      day,
      label,
      pieceRef: `Z${isoDay(day).replaceAll("-", "")}${registers > 1 ? `-${register}` : ""}`,
      createdBy: "Import caisse",
      updatedOn: Math.min(book.today, day + 1),
      lines: [
        ...this.#claimLines(day, claims, random),
        { account: "511500", amount: cards, lettering: this.#cards(day, cards) },
        { account: "530000", amount: cash },
        { account: "511200", amount: cheques, lettering: this.#cheques(day, cheques) },
        ...SHELVES.map((one, index) => ({
          account: one.account,
          amount: -nets[index]!,
          tags: [one.tag],
        })),
        ...SHELVES.map((one, index) => ({
          account: collectedAccount(one.vatCode),
          amount: -vats[index]!,
        })),
      ],
    });
  }

  #claimLines(day: Day, claims: readonly Cents[], random: Random): LineDraft[] {
    return this.#payers.map((payer, index) => {
      const rejected = random.chance(0.02);
      const paid = this.#claimPaidOn(day, payer, rejected, random);
      return {
        account: payer.customer.account,
        amount: claims[index]!,
        thirdParty: payer.customer,
        lettering: paid === null ? null : this.#settle(payer, paid, claims[index]!),
      };
    });
  }

  /** The day on which a claim is paid: a rejected one comes late, or never. */
  #claimPaidOn(day: Day, payer: Payer, rejected: boolean, random: Random): Day | null {
    const week = day - weekday(day) + 4 + payer.delay;
    if (!rejected) return nextBusinessDay(week);
    return random.chance(0.2) ? null : nextBusinessDay(week + random.int(25, 60));
  }

  readonly #batches = new Map<string, { amount: Cents; readonly group: number }>();

  /** Adds a claim to the transfer that the payer makes on a day; answers their lettering once it is made. */
  #settle(payer: Payer, day: Day, amount: Cents): number | null {
    const { book, bank } = this.#desk;
    if (day > book.today) return null;
    const key = `${payer.customer.id}/${day}`;
    const known = this.#batches.get(key);
    if (known !== undefined) {
      known.amount += amount;
      return known.group;
    }
    const batch = { amount, group: book.ids.next("document") };
    this.#batches.set(key, batch);
    book.schedule.at(day, () => {
      this.#batches.delete(key);
      bank.move({
        day,
        amount: batch.amount,
        label: `VIR ${payer.customer.name.toUpperCase()} LOT ${isoDay(day)}`,
        thirdParty: payer.customer,
        contra: [{
          account: payer.customer.account,
          amount: -batch.amount,
          thirdParty: payer.customer,
          lettering: batch.group,
          label: `Règlement tiers payant ${isoDay(day)}`,
        }],
      });
    });
    return batch.group;
  }

  #cards(day: Day, amount: Cents): number | null {
    const paid = nextBusinessDay(day + 1);
    return this.#bankIn("511500", "REMISE CB", { day, paid, amount });
  }

  #cheques(day: Day, amount: Cents): number | null {
    const paid = nextBusinessDay(day + 5);
    return amount === 0 ? null : this.#bankIn("511200", "REMISE CHEQUES", { day, paid, amount });
  }

  #bankIn(
    account: string,
    label: string,
    deposit: { day: Day; paid: Day; amount: Cents },
  ): number | null {
    const { book, bank } = this.#desk;
    const group = book.ids.next("document");
    const { day, paid, amount } = deposit;
    book.schedule.at(paid, () => {
      bank.move({
        day: paid,
        amount,
        label: `${label} DU ${frenchDay(day)}`,
        contra: [{ account, amount: -amount, lettering: group }],
      });
    });
    return paid <= book.today ? group : null;
  }

  #takeCashToBank(day: Day): void {
    const { book, bank } = this.#desk;
    book.schedule.at(day, () => {
      const amount = this.#cash - this.#cash % 1000;
      if (amount <= 0) return;
      this.#cash -= amount;
      bank.move({
        day,
        amount,
        label: "VERSEMENT ESPECES",
        contra: [{ account: "530000", amount: -amount }],
      });
    });
  }
}
