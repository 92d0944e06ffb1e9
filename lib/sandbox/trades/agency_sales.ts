import type { LineDraft } from "../book.ts";
import { type Day, endOfMonth, monthName, monthOf, nextBusinessDay, yearOf } from "../calendar.ts";
import { type Desk, openItemLine } from "../desk.ts";
import { type Behaviour, BEHAVIOURS, type Payment, planPayments } from "../invoicing/payments.ts";
import { type SaleLine, sell } from "../invoicing/sales.ts";
import type { VatCode } from "../invoicing/vat_codes.ts";
import { type Cents, share } from "../money.ts";
import { businessName } from "../names.ts";
import type { Random } from "../prng.ts";
import type { Tag, ThirdParty } from "../types.ts";
import { sized } from "./setup.ts";

const SEASON = [92, 96, 104, 102, 101, 108, 88, 58, 106, 110, 112, 123];
/** Turnover of a mean month without tax, cents. */
const MONTHLY = 10_200_000;

const WORK = [
  "Refonte du site internet",
  "Campagne « rentrée »",
  "Identité visuelle & charte",
  "Accompagnement SEO ; lot n° 2",
  "Réseaux sociaux - forfait mensuel",
  "Film institutionnel",
  "Création d'une newsletter",
  "Conseil en stratégie de marque",
];

/** A customer and how much of the turnover it makes. */
interface Account {
  readonly customer: ThirdParty;
  readonly perMille: number;
  /** Invoices in a mean month. */
  readonly invoices: number;
  readonly behaviour: Behaviour;
  readonly vatCode: VatCode;
  readonly account: string;
}

/** Tags of the practice that does the work: one, or two that share it. */
export function poles(random: Random): Tag[] {
  const all: readonly (readonly [string, string])[] = [["Conseil", "CONS"], ["Création", "CREA"], [
    "Média",
    "MED",
  ]];
  const first = random.int(0, 2);
  const tag = (index: number, weight: string): Tag => ({
    group: "Pôle",
    label: all[index % 3]![0],
    code: all[index % 3]![1],
    weight,
  });
  if (random.chance(0.6)) return [tag(first, "1")];
  const tenths = random.int(2, 8);
  return [tag(first, `0.${tenths}`), tag(first + 1, `0.${10 - tenths}`)];
}

/** The invoices of an agency. */
export class AgencySales {
  readonly #desk: Desk;
  readonly #accounts: readonly Account[];
  readonly #small: readonly ThirdParty[];
  /** What was billed and how it will be paid, until it is. */
  #receivables: { due: Day; total: Cents; plan: readonly Payment[] }[] = [];
  /** Subscriptions: what each still covers after a day. */
  #subscriptions: { net: Cents; start: Day; days: number }[] = [];

  constructor(desk: Desk) {
    this.#desk = desk;
    const { directory, book } = desk;
    const account = (
      name: string,
      perMille: number,
      options: Partial<Omit<Account, "perMille">> & { country?: "US" | "DE" } = {},
    ): Account => ({
      customer: directory.customer({
        name,
        termDays: 30,
        vatCode: options.vatCode ?? "FR_200",
        pnlAccount: options.account ?? "706000",
        ...(options.country && { country: options.country }),
      }),
      perMille,
      invoices: options.invoices ?? 1,
      behaviour: options.behaviour ?? BEHAVIOURS.usual,
      vatCode: options.vatCode ?? "FR_200",
      account: options.account ?? "706000",
    });
    this.#accounts = [
      account("Groupe Hôtelier Océan", 360, { invoices: 2, behaviour: BEHAVIOURS.slow }),
      account("Maison Castelnau", 240, { invoices: 2, behaviour: BEHAVIOURS.prompt }),
      account("Harborlight Inc.", 70, { vatCode: "extracom", account: "706200", country: "US" }),
      account("Bergmann & Söhne GmbH", 45, {
        vatCode: "crossborder",
        account: "706100",
        country: "DE",
      }),
    ];
    const random = book.random.fork("small customers");
    this.#small = Array.from(
      { length: Math.max(6, Math.round(14 * Math.sqrt(book.size))) },
      () => directory.customer({ name: businessName(random), termDays: 30, pnlAccount: "706000" }),
    );
  }

  /** What customers owe on the first day. */
  openingLines(start: Day): LineDraft[] {
    const small = this.#small.slice(0, 3).map((customer) => ({ customer, perMille: 45 }));
    return [...this.#accounts.filter((one) => one.vatCode === "FR_200"), ...small].map((
      one,
      index,
    ) =>
      openItemLine(this.#desk, {
        account: one.customer.account,
        amount: sized(this.#desk.book, one.perMille * 12_700),
        day: nextBusinessDay(start + 12 + index * 9),
        label: `Facture reprise ${one.customer.name}`,
        thirdParty: one.customer,
      })
    );
  }

  /** Plans the invoices of a month. */
  plan(month: Day): void {
    const { book } = this.#desk;
    const growth = 1 + 0.04 * book.fiscalYear.rank;
    const mean = MONTHLY * growth * book.size * SEASON[monthOf(month) - 1]! / 100;
    for (const account of this.#accounts) this.#bill(account, month, mean);
    this.#gesture(month);
    const random = book.random.fork(`small/${month}`);
    const count = Math.max(1, random.count(5 * book.size));
    const rest = 1000 - this.#accounts.reduce((sum, one) => sum + one.perMille, 0);
    for (let n = 0; n < count; n++) {
      const customer = random.pick(this.#small);
      const draw = random.fork(n);
      this.#bill(
        {
          customer,
          perMille: rest / count,
          invoices: 1,
          behaviour: draw.chance(0.3) ? BEHAVIOURS.risky : BEHAVIOURS.usual,
          vatCode: "FR_200",
          account: "706000",
        },
        month,
        mean,
        draw,
      );
    }
  }

  #bill(account: Account, month: Day, mean: number, draw?: Random): void {
    const { book } = this.#desk;
    const random = draw ?? book.random.fork(`bill/${account.customer.id}/${month}`);
    const many = draw ? 1 : Math.max(1, Math.round(account.invoices * book.size));
    for (let n = 0; n < many; n++) {
      const one = random.fork(`n${n}`);
      const day = endOfMonth(month) - one.int(0, many > 1 ? 20 : 4);
      const net = one.around(Math.round(mean * account.perMille / 1000 / many), 0.3);
      book.schedule.at(
        day,
        () => this.#sell(account, { day, net: Math.max(10_000, net), random: one }),
      );
    }
  }

  #sell(account: Account, draft: { day: Day; net: Cents; random: Random }): void {
    const { book, bank, numbering } = this.#desk;
    const { day, net, random } = draft;
    const year = yearOf(day);
    const credit = account.vatCode === "FR_200" && random.chance(0.05);
    const creditDay = nextBusinessDay(day + random.int(5, 25));
    const dollars = account.vatCode === "extracom";
    const number = numbering.take("FA", year);
    sell(book, bank, {
      customer: account.customer,
      day,
      number,
      label: `Facture ${number} - ${account.customer.name}`,
      lines: this.#lines(account, { day, net, random }),
      payments: (total, due) => {
        const plan = planPayments(random, { due, total, behaviour: account.behaviour });
        this.#receivables.push({ due, total, plan });
        return plan;
      },
      ...(credit && {
        credit: {
          day: creditDay,
          percent: random.int(5, 30),
          number: () => numbering.take("AV", yearOf(creditDay)),
        },
      }),
      ...(dollars && {
        currency: { code: "USD", rate: random.int(10_450, 11_700) },
        cashedPerMille: random.int(972, 1021),
      }),
      archived: random.chance(0.012),
    });
  }

  #lines(account: Account, draft: { day: Day; net: Cents; random: Random }): SaleLine[] {
    const { day, net, random } = draft;
    const line = (label: string, part: Cents): SaleLine => ({
      label,
      account: account.account,
      net: part,
      vatCode: account.vatCode,
      service: true,
      tags: [...poles(random), ...this.#project(account.customer, random)],
    });
    if (account.vatCode === "FR_200" && random.chance(0.12)) {
      this.#subscriptions.push({ net, start: day, days: 365 });
      return [line(`Hébergement et maintenance - 12 mois à compter de ${monthName(day)}`, net)];
    }
    const first = share(net, random.int(5, 8), 10);
    if (random.chance(0.5)) return [line(random.pick(WORK), net)];
    return [line(random.pick(WORK), first), line("Gestion de projet", net - first)];
  }

  /** The project of a line, in a second group of tags. */
  #project(customer: ThirdParty, random: Random): Tag[] {
    if (random.chance(0.55)) return [];
    const code = `P${String(customer.id % 900 + 100)}`;
    return [{ group: "Projet", label: `Projet ${customer.name}`, code, weight: "1" }];
  }

  /** A commercial gesture: a credit note on no invoice, refunded some weeks later. */
  #gesture(month: Day): void {
    const { book, bank, numbering } = this.#desk;
    const random = book.random.fork(`gesture/${month}`);
    if (!random.chance(0.2)) return;
    const day = nextBusinessDay(month + random.int(3, 22));
    const customer = random.pick(this.#small);
    book.schedule.at(day, () => {
      const number = numbering.take("AV", yearOf(day));
      sell(book, bank, {
        customer,
        day,
        number,
        label: `Avoir commercial ${number} - ${customer.name}`,
        lines: [{
          label: "Geste commercial",
          account: "709600",
          net: -random.int(30, 120) * 1_000,
          vatCode: "FR_200",
          service: true,
        }],
        payments: (amount) => [{ day: nextBusinessDay(day + random.int(45, 80)), amount }],
      });
    });
  }

  /** What customers still owe on `end` more than half a year after the due date, with tax. */
  doubtful(end: Day): Cents {
    const owed = (one: { total: Cents; plan: readonly Payment[] }) =>
      one.total -
      one.plan.filter((paid) => paid.day <= end).reduce((sum, paid) => sum + paid.amount, 0);
    this.#receivables = this.#receivables.filter((one) => owed(one) !== 0);
    return this.#receivables.filter((one) => one.due < end - 180)
      .reduce((sum, one) => sum + owed(one), 0);
  }

  /** Part of the subscriptions billed in the year that covers the days after `end`. */
  billedAhead(end: Day): Cents {
    let sum = 0;
    for (const one of this.#subscriptions) {
      const after = one.start + one.days - end - 1;
      if (after > 0) sum += share(one.net, after, one.days);
    }
    this.#subscriptions = this.#subscriptions.filter((one) => one.start + one.days > end + 1);
    return sum;
  }
}
