import type { Clock } from "../../base/mod.ts";
import type { MovingModel } from "./_truth.ts";

/** What can happen to a company. */
export type LiveKind =
  | "customer_draft"
  | "customer_invoice_finalised"
  | "customer_draft_deleted"
  | "customer_invoice_changed"
  | "customer_payment"
  | "invoice_archived"
  | "supplier_invoice"
  | "supplier_invoice_changed"
  | "supplier_payment"
  | "transaction"
  | "transaction_changed"
  | "transaction_reconciled"
  | "transaction_deleted"
  | "bank_balance"
  | "lines_lettered"
  | "lines_unlettered"
  | "line_label"
  | "line_amounts"
  | "line_account"
  | "late_entry"
  | "tags_changed"
  | "category_renamed"
  | "customer_made"
  | "customer_renamed"
  | "supplier_made"
  | "supplier_renamed"
  | "account_renamed"
  | "journal_renamed"
  | "fiscal_year_opened"
  | "updated_without_change"
  | "silent_change"
  | "silent_deletion";

/** A row of Data Sharing that a change touched. */
export interface TouchedRow {
  readonly model: MovingModel;
  /** As in Data Sharing; in `analytical_ledger` the line, with all its tags. */
  readonly id: string;
  /** `update` also where lines of the analytical ledger gained or lost a tag. */
  readonly operation: "insert" | "update" | "delete";
}

/** An event that a feed tells. */
export interface ToldEvent {
  readonly feed: string;
  /** As the API shows it. */
  readonly id: number;
  readonly operation: "insert" | "update" | "delete";
  /** When it can be read, from 0.3 to 45 seconds after the change. */
  readonly processedAt: Date;
}

/** One change. */
export interface LiveChange {
  /** From 1, over the life of the books. */
  readonly step: number;
  readonly kind: LiveKind;
  /** As in Data Sharing. */
  readonly companyId: number;
  readonly company: string;
  readonly at: Date;
  /** What happened, in French. */
  readonly text: string;
  /** No event told it, and no `synchronised_at` will: only a comparison finds it. */
  readonly silent: boolean;
  readonly rows: readonly TouchedRow[];
  readonly events: readonly ToldEvent[];
}

/** How companies move. */
export interface LiveOptions {
  /** With the clock, decides every change. */
  readonly seed: number | string;
  /** Read at each step and refresh; it may be driven. */
  readonly clock: Clock;
  /** Copies each change to Data Sharing at once. @default false */
  readonly refreshEachStep?: boolean;
  /** How often a kind comes in a thousand or so; 0 never by itself. @default as measured on real companies */
  readonly weights?: Readonly<Partial<Record<LiveKind, number>>>;
}

/** What a refresh copied. */
export interface LiveRefresh {
  /** `synchronised_at` of the rows that it moved. */
  readonly at: Date;
  /** Rows added, changed and marked deleted, by model of `etl`. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Books that move. Steps, refreshes and rebuilds follow one another, whoever asks; several processes may share them. */
export interface Live {
  /**
   * One change in one company, in one transaction.
   *
   * @param kind The change wanted; where it finds nothing to work on, another one comes. @default drawn
   */
  step(kind?: LiveKind): Promise<LiveChange>;
  /** Brings Data Sharing up to date: changed rows get a new `synchronised_at`, deleted ones `deleted_at`. */
  refresh(): Promise<LiveRefresh>;
  /** What Data Sharing does every week: `etl` made anew, every `synchronised_at` new, deleted rows gone. */
  rebuildEtl(): Promise<void>;
  /**
   * What Data Sharing does of itself by the clock: a rebuild when the last one is a week old, else a refresh when the last one
   * is two hours old.
   *
   * @returns What it did, or null.
   */
  keepUp(): Promise<"refreshed" | "rebuilt" | null>;
}
