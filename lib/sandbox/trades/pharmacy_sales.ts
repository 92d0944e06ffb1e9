import { type Day, endOfMonth, monthName, yearOf } from "../calendar.ts";
import type { Desk } from "../desk.ts";
import { type Behaviour, BEHAVIOURS, planPayments } from "../invoicing/payments.ts";
import { type SaleLine, sell } from "../invoicing/sales.ts";
import { type Cents, split } from "../money.ts";
import type { Tag, ThirdParty } from "../types.ts";

/** An institution that buys on account. */
interface Institution {
  readonly customer: ThirdParty;
  /** Without tax, a month, cents. */
  readonly monthly: Cents;
  readonly behaviour: Behaviour;
}

const SHELF: readonly Tag[] = [{
  group: "Rayon",
  label: "Collectivités",
  code: "COL",
  weight: "1",
}];

/** The monthly invoices of a pharmacy to a nursing home, a clinic and nurses; everyone else pays at the counter. */
export class PharmacySales {
  readonly #desk: Desk;
  readonly #institutions: readonly Institution[];

  constructor(desk: Desk) {
    this.#desk = desk;
    const customer = (name: string, suffix: string) =>
      desk.directory.customer({ name, suffix, vatCode: "FR_21", pnlAccount: "707021" });
    this.#institutions = [
      {
        customer: customer("EHPAD Les Hortensias", "HORTENS"),
        monthly: 640_000,
        behaviour: BEHAVIOURS.slow,
      },
      {
        customer: customer("Clinique Saint-Côme", "CLINIQUE"),
        monthly: 290_000,
        behaviour: BEHAVIOURS.usual,
      },
      {
        customer: customer("Cabinet infirmier « Rive Gauche »", "INFIRM"),
        monthly: 46_000,
        behaviour: BEHAVIOURS.prompt,
      },
    ];
  }

  /** Plans the invoices of the last day of a month. */
  plan(month: Day): void {
    const day = endOfMonth(month);
    for (const one of this.#institutions) {
      this.#desk.book.schedule.at(day, () => this.#sell(one, day));
    }
  }

  #sell({ customer, monthly, behaviour }: Institution, day: Day): void {
    const { book, bank, numbering } = this.#desk;
    const random = book.random.fork(`account/${customer.id}/${day}`);
    const net = random.around(Math.round(monthly * book.size), 0.25);
    const [drugs, food, care] = split(net, [
      random.int(60, 75),
      random.int(10, 20),
      random.int(10, 20),
    ]) as [Cents, Cents, Cents];
    const number = numbering.take("FA", yearOf(day));
    const line = (label: string, account: string, part: Cents) => ({
      ...{ label, account, net: part, service: false, tags: SHELF },
    });
    const lines: SaleLine[] = [
      { ...line("Médicaments remboursables", "707021", drugs), vatCode: "FR_21" },
      { ...line("Compléments nutritionnels", "707055", food), vatCode: "FR_55" },
      { ...line("Soins et pansements", "707200", care), vatCode: "FR_200" },
    ];
    sell(book, bank, {
      ...{ customer, day, number, lines },
      label: `Facture ${number} - ${customer.name} - ${monthName(day)}`,
      payments: (total, due) => planPayments(random, { due, total, behaviour }),
      archived: random.chance(0.015),
    });
  }
}
