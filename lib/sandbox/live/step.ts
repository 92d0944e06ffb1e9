import { DataError } from "../../base/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import type { Cents } from "../money.ts";
import type { Random } from "../prng.ts";
import type { ToldEvent } from "./types.ts";

/** A company that moves. */
export interface LiveCompany {
  /** As in Data Sharing. */
  readonly id: number;
  readonly name: string;
  /** Where its ids begin. */
  readonly base: number;
  /** What the API adds to the ids of its rows. */
  readonly shift: number;
}

/** Where the ids that companies get while they move begin, by kind, above those that were generated. */
const FIRST = {
  line: 1_000_000_000,
  document: 5_000_000_000,
  thirdParty: 6_080_000_000,
} as const;

/** Most ids that one range holds. */
const RANGE = 10_000_000;

/** A line to add to an entry. */
export interface LineToPost {
  readonly account: string;
  /** Debit positive, credit negative. */
  readonly amount: Cents;
  readonly label?: string;
  readonly lettering?: number | null;
}

/** The feeds that have a resource of their own. */
export type ResourceFeed =
  | "customers"
  | "suppliers"
  | "customer_invoices"
  | "supplier_invoices"
  | "transactions"
  | "ledger_entry_lines";

/** An event to tell. */
export interface EventToTell {
  readonly feed: string;
  /** As in Data Sharing. */
  readonly id: number;
  readonly operation: ToldEvent["operation"];
  /** When its row was made, if the row is gone. */
  readonly createdAt?: string;
  readonly lineId?: number;
  readonly entryId?: number;
}

/** One change under way: its transaction, its draws, its time, and what it will tell. */
export class Step {
  readonly tx: Queryable;
  readonly random: Random;
  readonly company: LiveCompany;
  /** Of the change, without zone, as PostgreSQL reads it. */
  readonly at: string;
  /** A few milliseconds before, when what is new was made. */
  readonly madeAt: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** Whether neither an event nor Data Sharing will tell. */
  silent = false;
  readonly events: EventToTell[] = [];
  #nextId: number;

  constructor(
    tx: Queryable,
    options: { random: Random; company: LiveCompany; at: Date; nextId: number },
  ) {
    this.tx = tx;
    this.random = options.random;
    this.company = options.company;
    this.at = plainTime(options.at) + String(this.random.int(0, 999)).padStart(3, "0");
    this.madeAt = plainTime(new Date(options.at.getTime() - this.random.int(3, 9))) + "000";
    this.day = this.at.slice(0, 10);
    this.#nextId = options.nextId;
  }

  /** The number of the next id, for the steps to come. */
  get nextId(): number {
    return this.#nextId;
  }

  /** An id that no row ever had. */
  id(kind: keyof typeof FIRST): number {
    if (this.#nextId >= RANGE) {
      throw new DataError(
        "Impossible de faire bouger encore ces sociétés : leurs identifiants sont épuisés ; " +
          "relancez « deno task sandbox »",
      );
    }
    return this.company.base + FIRST[kind] + this.#nextId++;
  }

  /** A number that no other change of these books has. */
  serial(): number {
    return this.#nextId++;
  }

  /** Tells an event. */
  tell(feed: ResourceFeed, operation: ToldEvent["operation"], ...ids: (number | string)[]): void {
    for (const id of ids) this.events.push({ feed, operation, id: Number(id) });
  }

  /** Tells a new row: an insert and its first update. */
  tellNew(feed: ResourceFeed, ...ids: (number | string)[]): void {
    this.tell(feed, "insert", ...ids);
    this.tell(feed, "update", ...ids);
  }

  /** The rows of a query whose first parameter is the company, then those given. */
  many<R>(sql: string, ...params: unknown[]): Promise<R[]> {
    return this.tx.many<R>(sql, [this.company.id, ...params]);
  }

  /** The first row of a query whose first parameter is the company, or null. */
  async first<R>(sql: string, ...params: unknown[]): Promise<R | null> {
    return (await this.many<R>(sql, ...params))[0] ?? null;
  }

  /** Runs a statement whose first parameter is the company. */
  execute(sql: string, ...params: unknown[]): Promise<number> {
    return this.tx.execute(sql, [this.company.id, ...params]);
  }

  /**
   * One row of `from`, mostly a recent one: SQL after FROM, rows as `r` with `company_id` and `id`.
   */
  async pick<R>(from: string, ...params: unknown[]): Promise<R | null> {
    const recent = this.random.chance(0.7) ? 12 : 400;
    for (const reach of [this.random.int(0, recent), 0]) {
      const row = await this.first<R>(
        `SELECT r.* FROM ${from} ORDER BY r.id DESC OFFSET ${reach} LIMIT 1`,
        ...params,
      );
      if (row !== null) return row;
    }
    return null;
  }
}

/** An instant as PostgreSQL reads it without zone, with milliseconds. */
export function plainTime(date: Date): string {
  return date.toISOString().replace("T", " ").replace("Z", "");
}
