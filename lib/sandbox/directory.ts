import type { Book } from "./book.ts";
import type { Day } from "./calendar.ts";
import {
  fictitiousIban,
  fictitiousSiren,
  germanVatNumber,
  irishVatNumber,
  vatNumberOf,
} from "./identities.ts";
import { codeOf, TOWNS } from "./names.ts";
import type { ThirdParty } from "./types.ts";

/** A third party to register. */
export interface ThirdPartySpec {
  readonly name: string;
  readonly vatCode?: string;
  readonly pnlAccount?: string;
  /** @default 30 */
  readonly termDays?: number;
  /** @default "FR" */
  readonly country?: "FR" | "IE" | "DE" | "US";
  /** A person: neither SIREN nor VAT number. @default false */
  readonly person?: boolean;
  /** Auxiliary account after 401 or 411. @default letters of the name */
  readonly suffix?: string;
  readonly ibanUpdatedOn?: Day;
  readonly ibanUpdatedBy?: string;
}

/** The customers and suppliers of a company. */
export class Directory {
  readonly #book: Book;
  readonly #used = new Set<string>();
  #rank = 0;

  constructor(book: Book) {
    this.#book = book;
  }

  /** Registers a customer. */
  customer(spec: ThirdPartySpec): ThirdParty {
    return this.#add("customer", spec);
  }

  /** Registers a supplier. */
  supplier(spec: ThirdPartySpec): ThirdParty {
    return this.#add("supplier", spec);
  }

  #add(kind: ThirdParty["kind"], spec: ThirdPartySpec): ThirdParty {
    const book = this.#book;
    const random = book.random.fork(`party/${++this.#rank}/${spec.name}`);
    const country = spec.country ?? "FR";
    const french = country === "FR" && !spec.person;
    const siren = french ? fictitiousSiren(random) : null;
    const [city, postalCode] = random.pick(TOWNS);
    const thirdParty: ThirdParty = {
      kind,
      id: book.ids.next("thirdParty"),
      name: spec.name,
      legalName: spec.person ? null : spec.name.toUpperCase(),
      account: this.#account(kind === "customer" ? "411" : "401", spec),
      vatCode: spec.vatCode ?? "FR_200",
      pnlAccount: spec.pnlAccount ?? null,
      siren,
      vatNumber: siren ? vatNumberOf(siren) : this.#foreignNumber(country, random),
      activityCode: french
        ? random.pick(["4646Z", "6201Z", "7311Z", "4120A", "6820B", "4399C"])
        : null,
      city: country === "FR" ? city : { IE: "Dublin", DE: "München", US: "Boston" }[country],
      postalCode: country === "FR" ? postalCode : null,
      country,
      iban: french ? fictitiousIban(random) : null,
      email: `${codeOf(spec.name, 14).toLowerCase()}@example.com`,
      termDays: spec.termDays ?? 30,
      ibanUpdatedOn: spec.ibanUpdatedOn ?? null,
      ibanUpdatedBy: spec.ibanUpdatedBy ?? null,
      updatedOn: spec.ibanUpdatedOn ??
        Math.min(book.today, book.company.createdOn + random.int(0, 400)),
    };
    book.emit({ kind: "thirdParty", thirdParty });
    return thirdParty;
  }

  #foreignNumber(country: string, random: Parameters<typeof irishVatNumber>[0]): string | null {
    if (country === "IE") return irishVatNumber(random);
    return country === "DE" ? germanVatNumber(random) : null;
  }

  #account(prefix: string, spec: ThirdPartySpec): string {
    const wanted = prefix + (spec.suffix ?? codeOf(spec.name, 8));
    let account = wanted;
    for (let n = 2; this.#used.has(account); n++) account = wanted + n;
    this.#used.add(account);
    return account;
  }
}
