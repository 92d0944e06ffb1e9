import type { Book, LineDraft } from "./book.ts";
import type { Day } from "./calendar.ts";
import { dirtyLabel } from "./dirty_label.ts";
import { fictitiousIban } from "./identities.ts";
import type { Cents } from "./money.ts";
import type { BankAccount, ThirdParty, Transaction } from "./types.ts";

/** A bank account to open. */
export interface BankSpec {
  readonly account: string;
  readonly name: string;
  readonly establishmentId: number;
  readonly establishment: string;
  readonly connection: string;
  readonly opening: Cents;
  /** Day after which the connection brings nothing more. */
  readonly silentAfter?: Day;
}

/** A movement to book: `contra` holds the other lines, whose sum is `-amount`. */
export interface Movement {
  readonly day: Day;
  /** Positive when money comes in. */
  readonly amount: Cents;
  readonly label: string;
  readonly contra: readonly LineDraft[];
  /** @default the first account */
  readonly account?: string;
  readonly thirdParty?: ThirdParty | null;
  readonly currency?: { readonly code: string; readonly amount: Cents };
  /** @default true */
  readonly reconciled?: boolean;
  readonly pieceRef?: string;
  readonly invoiceNumber?: string | null;
  readonly proof?: string;
}

/** The bank accounts of a company: each movement is one transaction and one entry that share an id. */
export class Bank {
  readonly #book: Book;
  readonly #specs: readonly BankSpec[];
  readonly #balances = new Map<string, Cents>();
  readonly #lastMove = new Map<string, Day>();
  #today: Transaction[] = [];

  constructor(book: Book, specs: readonly BankSpec[]) {
    this.#book = book;
    this.#specs = specs;
    for (const spec of specs) this.#balances.set(spec.account, spec.opening);
  }

  /** Opening lines for the first à-nouveaux. */
  openingLines(): LineDraft[] {
    return this.#specs.map((spec) => ({ account: spec.account, amount: spec.opening }));
  }

  /** Whether an account exists and its connection still works on `day`. */
  speaks(account: string, day: Day): boolean {
    const spec = this.#specs.find((one) => one.account === account);
    return spec !== undefined && (spec.silentAfter === undefined || day <= spec.silentAfter);
  }

  /** What the bank says of an account. */
  balance(account: string): Cents {
    return this.#balances.get(account) ?? 0;
  }

  /** Books a movement in journal BQ; one that a silent account would bear goes through the first account. */
  move(movement: Movement): Transaction {
    const wanted = movement.account ?? this.#specs[0]!.account;
    const spec =
      this.#specs.find((one) => one.account === wanted && this.speaks(wanted, movement.day)) ??
        this.#specs[0]!;
    const id = this.#book.ids.next("document");
    this.#book.post({
      id,
      journal: "BQ",
      day: movement.day,
      label: movement.label,
      pieceRef: movement.pieceRef ?? "",
      invoiceNumber: movement.invoiceNumber ?? null,
      thirdParty: movement.thirdParty ?? null,
      createdBy: "Synchronisation bancaire",
      lines: [{ account: spec.account, amount: movement.amount }, ...movement.contra],
    });
    this.#balances.set(spec.account, this.balance(spec.account) + movement.amount);
    this.#lastMove.set(spec.account, movement.day);
    const reconciled = movement.reconciled ?? true;
    const transaction: Transaction = {
      id,
      day: movement.day,
      account: spec.account,
      accountName: spec.name,
      thirdParty: movement.thirdParty ?? null,
      label: dirtyLabel(movement.label, id),
      amount: movement.amount,
      outstanding: reconciled ? 0 : -movement.amount,
      currency: movement.currency?.code ?? "EUR",
      currencyAmount: movement.currency?.amount ?? movement.amount,
      source: spec.connection,
      duplicate: false,
      proof: movement.proof ?? (movement.thirdParty ? "found" : "not_needed"),
      status: reconciled ? "done" : "to_do",
      updatedOn: movement.day,
    };
    this.#today.push(transaction);
    return transaction;
  }

  /** Hands out the transactions of the day; same account and amount twice marks both. */
  flushDay(): void {
    if (this.#today.length === 0) return;
    const seen = new Map<string, number>();
    const keyOf = (one: Transaction) => `${one.account}/${one.amount}`;
    for (const one of this.#today) seen.set(keyOf(one), (seen.get(keyOf(one)) ?? 0) + 1);
    for (const one of this.#today) {
      const transaction = seen.get(keyOf(one))! > 1 ? { ...one, duplicate: true } : one;
      this.#book.emit({ kind: "transaction", transaction });
    }
    this.#today = [];
  }

  /** The accounts as the bank shows them at the end. */
  accounts(): BankAccount[] {
    const { today, random, ids, company } = this.#book;
    return this.#specs.map((spec, index) => ({
      id: ids.fixed("bankAccount", index + 1),
      name: spec.name,
      establishmentId: spec.establishmentId,
      establishment: spec.establishment,
      account: spec.account,
      iban: fictitiousIban(random.fork(`iban/${spec.account}`)),
      connection: spec.connection,
      balance: this.balance(spec.account),
      lastSyncOn: spec.silentAfter ?? today,
      lastSyncSuccess: spec.silentAfter === undefined,
      createdOn: company.createdOn,
    }));
  }
}
