import type { Day } from "./calendar.ts";
import type { Cents } from "./money.ts";
import type { PlantedMistake } from "./planted/types.ts";

/** The three trades that the sandbox knows. */
export type Trade = "pharmacie" | "agence" | "batiment";

/** What to generate: with the generator's version, the whole input of a pure function. */
export interface BooksOptions {
  /** Any integer; another seed gives other figures and other third parties. */
  readonly seed: number;
  /** `YYYY-MM-DD`, the day of making: books run up to it, inclusive. */
  readonly date: string;
  /** Number of companies; the three trades in turn. @default 3 */
  readonly companies?: number;
  /**
   * Ledger lines wanted in all, met to about 5 % above the natural number, which is the least: what comes once a day or a
   * month still does in a small company. @default natural: some 11,000 per company
   */
  readonly lines?: number;
  /** Fiscal years of each company, the one of `date` included, from 1. @default 3, the most */
  readonly years?: number;
  /** Adds rows of a company that `companies` does not list. @default false */
  readonly orphans?: boolean;
  /** Plants the mistakes of the answer key in the first three companies. @default true */
  readonly plantedMistakes?: boolean;
}

/** A company of the sandbox. */
export interface Company {
  readonly index: number;
  readonly id: number;
  readonly trade: Trade;
  readonly name: string;
  readonly tradeName: string;
  readonly siren: string;
  readonly vatNumber: string;
  readonly city: string;
  readonly postalCode: string;
  readonly activityCode: string;
  readonly activitySector: string;
  readonly legalFormCode: string;
  readonly legalForm: string;
  readonly vatFrequency: "monthly" | "quarterly";
  readonly vatDay: number;
  /** First month of the fiscal year, 1 to 12. */
  readonly firstMonth: number;
  readonly firmId: number | null;
  readonly firmName: string | null;
  readonly registeredOn: Day;
  readonly createdOn: Day;
  /** False for the company of the `orphans` switch. */
  readonly listed: boolean;
}

/** A fiscal year of a company. */
export interface FiscalYear {
  readonly id: number;
  readonly start: Day;
  readonly end: Day;
  /** Null while the year is open. */
  readonly closedOn: Day | null;
  /** 0 for the first year generated. */
  readonly rank: number;
}

/** A customer or a supplier. */
export interface ThirdParty {
  readonly kind: "customer" | "supplier";
  readonly id: number;
  readonly name: string;
  readonly legalName: string | null;
  /** Auxiliary account, 401… or 411…. */
  readonly account: string;
  readonly vatCode: string | null;
  readonly pnlAccount: string | null;
  readonly siren: string | null;
  readonly vatNumber: string | null;
  readonly activityCode: string | null;
  readonly city: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
  readonly iban: string | null;
  readonly email: string | null;
  /** Days granted to pay. */
  readonly termDays: number;
  readonly ibanUpdatedOn: Day | null;
  readonly ibanUpdatedBy: string | null;
  readonly updatedOn: Day;
}

/** A share of a line given to an analytical tag; weights add up to 1 within a group. */
export interface Tag {
  readonly group: string;
  readonly label: string;
  readonly code: string;
  /** Decimal text, e.g. `0.6`. */
  readonly weight: string;
}

/** The journals of the sandbox. */
export type JournalCode = "AN" | "VT" | "HA" | "BQ" | "OD" | "PA" | "RT" | "TVA";

/** One line of an entry: one of `debit` and `credit` is zero. */
export interface Line {
  readonly id: number;
  readonly account: string;
  readonly label: string;
  readonly debit: Cents;
  readonly credit: Cents;
  readonly lettering: number | null;
  readonly thirdParty: ThirdParty | null;
  readonly tags: readonly Tag[];
}

/** A balanced entry; its id is that of the invoice or bank transaction that it books. */
export interface Entry {
  readonly id: number;
  readonly journal: JournalCode;
  readonly day: Day;
  readonly label: string;
  readonly pieceRef: string;
  readonly invoiceNumber: string | null;
  readonly thirdParty: ThirdParty | null;
  readonly createdOn: Day;
  readonly updatedOn: Day;
  readonly createdBy: string;
  readonly hasFile: boolean;
  readonly lines: readonly Line[];
}

/** One line of an invoice (no table of Data Sharing has it; the REST stand-in does). */
export interface InvoiceLine {
  readonly label: string;
  readonly account: string;
  /** Thousandths. */
  readonly quantity: number;
  readonly unit: string | null;
  readonly vatCode: string;
  /** Without tax, signed. */
  readonly net: Cents;
  readonly vat: Cents;
}

/** A customer or supplier invoice, credit notes (negative) and drafts included. */
export interface Invoice {
  readonly kind: "customer" | "supplier";
  readonly id: number;
  /** Empty on drafts. */
  readonly number: string;
  readonly thirdParty: ThirdParty;
  /** Null on drafts. */
  readonly day: Day | null;
  readonly createdOn: Day;
  readonly deadline: Day | null;
  readonly net: Cents;
  readonly total: Cents;
  readonly currency: string;
  /** Total in `currency`. */
  readonly currencyTotal: Cents;
  readonly label: string;
  readonly source: string;
  readonly paid: boolean;
  /** Null on drafts and credit notes. */
  readonly outstanding: Cents | null;
  readonly draft: boolean;
  readonly creditedInvoice: number | null;
  readonly archived: boolean;
  readonly updatedOn: Day;
  readonly lines: readonly InvoiceLine[];
}

/** A bank account and the state of its connection. */
export interface BankAccount {
  readonly id: number;
  readonly name: string;
  readonly establishmentId: number;
  readonly establishment: string;
  readonly account: string;
  readonly iban: string;
  readonly connection: string;
  readonly balance: Cents;
  readonly lastSyncOn: Day;
  readonly lastSyncSuccess: boolean;
  readonly createdOn: Day;
}

/** A bank transaction; its entry has the same id and one line on the account's 512. */
export interface Transaction {
  readonly id: number;
  readonly day: Day;
  readonly account: string;
  readonly accountName: string;
  readonly thirdParty: ThirdParty | null;
  readonly label: string;
  readonly amount: Cents;
  readonly outstanding: Cents;
  readonly currency: string;
  readonly currencyAmount: Cents;
  readonly source: string;
  readonly duplicate: boolean;
  readonly proof: string;
  readonly status: string;
  readonly updatedOn: Day;
}

/** One row of the trial balance; `account` 401 or 411 stands for all auxiliaries. */
export interface TrialBalanceRow {
  readonly account: string;
  readonly label: string;
  readonly accountId: number | null;
  readonly debits: Cents;
  readonly credits: Cents;
  readonly events: number;
  readonly fiscalYear: FiscalYear;
  readonly updatedOn: Day;
}

/** One period of the VAT calendar. */
export interface VatDeclaration {
  readonly start: Day | null;
  readonly end: Day;
  readonly expected: boolean;
  readonly status: string | null;
  readonly documentId: number | null;
  readonly form: string | null;
  readonly amount: Cents | null;
}

/** One tax return. */
export interface TaxDeclaration {
  readonly id: number;
  readonly type: "TVA" | "DAS2" | "IS" | "CVAE" | "RCM" | "Liasse";
  readonly form: string;
  readonly declarationId: number | null;
  readonly start: Day;
  readonly end: Day;
  readonly status: "created" | "sent" | "accepted" | "rejected" | "error";
  readonly validated: boolean | null;
  readonly paymentValidated: boolean | null;
  readonly amount: Cents;
  readonly rejection: string | null;
  readonly createdOn: Day;
  readonly updatedOn: Day;
}

/** A synthetic person with access to the company. */
export interface CompanyUser {
  readonly userId: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly lastActivity: Day | null;
  readonly role: string;
}

/** What a company's books are made of, in the order in which it happens. `deletedOn`: gone, kept in `etl` alone. */
export type BookItem =
  | { readonly kind: "company"; readonly company: Company }
  | { readonly kind: "user"; readonly user: CompanyUser }
  | { readonly kind: "fiscalYear"; readonly fiscalYear: FiscalYear }
  | { readonly kind: "thirdParty"; readonly thirdParty: ThirdParty; readonly deletedOn?: Day }
  | { readonly kind: "entry"; readonly entry: Entry; readonly deletedOn?: Day }
  | { readonly kind: "invoice"; readonly invoice: Invoice; readonly deletedOn?: Day }
  | { readonly kind: "transaction"; readonly transaction: Transaction; readonly deletedOn?: Day }
  | { readonly kind: "bankAccount"; readonly bankAccount: BankAccount }
  | { readonly kind: "trialBalance"; readonly row: TrialBalanceRow }
  | { readonly kind: "vatDeclaration"; readonly declaration: VatDeclaration }
  | {
    readonly kind: "taxDeclaration";
    readonly declaration: TaxDeclaration;
    readonly deletedOn?: Day;
  }
  | { readonly kind: "mistake"; readonly mistake: PlantedMistake };

/** The books of one company: `items()` runs the simulation anew at each call and holds about one day of it in memory. */
export interface CompanyBooks {
  readonly company: Company;
  items(): Iterable<BookItem>;
}
