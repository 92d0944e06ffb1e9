import { DataError, plural } from "../base/mod.ts";
import { type Day, isoDay } from "./calendar.ts";
import { dirtyLabel } from "./dirty_label.ts";
import { Ids } from "./ids.ts";
import type { Cents } from "./money.ts";
import type { Random } from "./prng.ts";
import { Schedule } from "./schedule.ts";
import type {
  BookItem,
  Company,
  Entry,
  FiscalYear,
  JournalCode,
  Line,
  Tag,
  ThirdParty,
} from "./types.ts";

/** A line to book: a positive `amount` is a debit, a negative one a credit, zero leaves no line. */
export interface LineDraft {
  readonly account: string;
  readonly amount: Cents;
  readonly label?: string;
  readonly lettering?: number | null;
  readonly thirdParty?: ThirdParty | null;
  readonly tags?: readonly Tag[];
}

/** An entry to book. */
export interface EntryDraft {
  readonly journal: JournalCode;
  readonly day: Day;
  readonly label: string;
  readonly lines: readonly LineDraft[];
  /** Document id. @default the next one */
  readonly id?: number;
  readonly pieceRef?: string;
  readonly invoiceNumber?: string | null;
  readonly thirdParty?: ThirdParty | null;
  /** @default the entry's day */
  readonly createdOn?: Day;
  readonly updatedOn?: Day;
  readonly createdBy?: string;
  readonly hasFile?: boolean;
}

/** Totals of one account in the current fiscal year. */
export interface AccountTotal {
  debit: Cents;
  credit: Cents;
  events: number;
  thirdParty: ThirdParty | null;
  updatedOn: Day;
}

const NO_TAGS: readonly Tag[] = [];

/**
 * The books of one company while they are being kept: refuses an unbalanced entry, keeps the totals of the current fiscal
 * year, and hands out what happened through {@linkcode Book.drain}.
 */
export class Book {
  readonly company: Company;
  /** The last day of the books. */
  readonly today: Day;
  readonly random: Random;
  /** Size of the company: 1 is the usual one; counts and company-wide amounts are multiplied by it. */
  readonly size: number;
  readonly ids: Ids;
  readonly schedule: Schedule;
  /** The first fiscal year to begin with, moved by the closing. */
  fiscalYear: FiscalYear;
  readonly totals = new Map<string, AccountTotal>();
  /** Called for each line on a VAT account of class 445. */
  onVatLine: (line: Line, entry: Entry) => void = () => {};
  #items: BookItem[] = [];

  constructor(
    company: Company,
    options: { today: Day; random: Random; size: number; firstYear: FiscalYear; ids: Ids },
  ) {
    this.company = company;
    this.today = options.today;
    this.random = options.random;
    this.size = options.size;
    this.ids = options.ids;
    this.fiscalYear = options.firstYear;
    this.schedule = new Schedule(options.today);
    this.schedule.wrap = (task) => this.ids.planted ? () => this.apart(task) : task;
  }

  /** Runs a task, and all that it plans, with ids of a range apart: what it adds moves no other id. */
  apart(task: () => void): void {
    const before = this.ids.planted;
    this.ids.planted = true;
    try {
      task();
    } finally {
      this.ids.planted = before;
    }
  }

  /** Adds an item to what was not drained yet. */
  emit(item: BookItem): void {
    this.#items.push(item);
  }

  /** What happened since the last call. */
  drain(): BookItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  /**
   * Books a balanced entry.
   *
   * @returns The entry with its ids.
   * @throws DataError when debits and credits differ or when no line is left.
   */
  post(draft: EntryDraft): Entry {
    const lines = this.#lines(draft);
    const createdOn = draft.createdOn ?? draft.day;
    const id = draft.id ?? this.ids.next("document");
    const entry: Entry = {
      id,
      journal: draft.journal,
      day: draft.day,
      label: dirtyLabel(draft.label, id),
      pieceRef: draft.pieceRef ?? "",
      invoiceNumber: draft.invoiceNumber ?? null,
      thirdParty: draft.thirdParty ?? null,
      createdOn,
      updatedOn: Math.max(createdOn, draft.updatedOn ?? createdOn),
      createdBy: draft.createdBy ?? "",
      hasFile: draft.hasFile ?? false,
      lines,
    };
    for (const line of lines) this.#add(line, entry);
    this.emit({ kind: "entry", entry });
    return entry;
  }

  /** Debits minus credits of all accounts that begin with `prefix`, in the current fiscal year. */
  balance(prefix: string): Cents {
    let sum = 0;
    for (const [account, total] of this.totals) {
      if (account.startsWith(prefix)) sum += total.debit - total.credit;
    }
    return sum;
  }

  #lines(draft: EntryDraft): Line[] {
    const lines: Line[] = [];
    let sum = 0;
    for (const one of draft.lines) {
      if (one.amount === 0) continue;
      sum += one.amount;
      lines.push({
        id: this.ids.next("line"),
        account: one.account,
        label: one.label ?? draft.label,
        debit: one.amount > 0 ? one.amount : 0,
        credit: one.amount < 0 ? -one.amount : 0,
        lettering: one.lettering ?? null,
        thirdParty: one.thirdParty ?? null,
        tags: one.tags ?? NO_TAGS,
      });
    }
    if (sum !== 0 || lines.length < 2) {
      throw new DataError(
        `Impossible d'enregistrer l'écriture « ${draft.label} » du ${isoDay(draft.day)} : ${
          plural(lines.length, "ligne")
        }, ` +
          `écart de ${sum} centimes ; corrigez le générateur`,
      );
    }
    return lines;
  }

  #add(line: Line, entry: Entry): void {
    if (entry.day < this.fiscalYear.start || entry.day > this.fiscalYear.end) return;
    let total = this.totals.get(line.account);
    if (total === undefined) {
      const own = line.thirdParty?.account === line.account ? line.thirdParty : null;
      total = { debit: 0, credit: 0, events: 0, thirdParty: own, updatedOn: entry.updatedOn };
      this.totals.set(line.account, total);
    }
    total.debit += line.debit;
    total.credit += line.credit;
    total.events++;
    if (entry.updatedOn > total.updatedOn) total.updatedOn = entry.updatedOn;
    if (line.account.startsWith("445")) this.onVatLine(line, entry);
  }
}
