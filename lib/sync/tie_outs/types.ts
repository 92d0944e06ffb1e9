import type { AnyDomainName } from "../../domains/mod.ts";

/**
 * What is held against what: `source`, what was read against Data Sharing at this moment; `published`, a published table
 * against what was read; `ledger_trial_balance`; `api_data_sharing`, a
 * domain of a company in both sources; `bank_ledger`, the bank's balance against its account 512.
 */
export type TieOutKind =
  | "source"
  | "published"
  | "ledger_trial_balance"
  | "api_data_sharing"
  | "bank_ledger";

/** One of the two figures that should agree. */
export interface TieOutSide {
  /** French: what it is. */
  readonly label: string;
  /** Decimal text. */
  readonly amount: string;
  /** When it was read in Pennylane, as PostgreSQL writes an instant in UTC; `null`: never. */
  readonly readAt: string | null;
}

/** Rows that differ for one reason. */
export interface TieOutPart {
  /** Name of the reason, for {@linkcode TieOut} rows and the record. */
  readonly kind: string;
  /** French. */
  readonly label: string;
  /** What they add to left − right; decimal text. */
  readonly amount: string;
  /** How many rows, accounts or transactions; 0: what is left once all rows are counted. */
  readonly rows: number;
}

/** Two figures that should agree, what explains the difference, and what nobody explains. */
export interface TieOut {
  readonly kind: TieOutKind;
  readonly companyId: string;
  /** What the statement is about, within its kind. */
  readonly domain: AnyDomainName;
  /** Names the statement within its kind, company and domain: a column, a fiscal year, an account. */
  readonly subject: string;
  /** French title. */
  readonly title: string;
  /** Whether the figures are euros, or rows. */
  readonly unit: "euros" | "rows";
  readonly left: TieOutSide;
  readonly right: TieOutSide;
  /** left − right, which the parts add up to; decimal text. */
  readonly difference: string;
  readonly explained: readonly TieOutPart[];
  /** Differences without a reason, named by what they look like; empty: all is well. */
  readonly unexplained: {
    readonly amount: string;
    /** Zero amounts can hide rows that make up for one another: the statement ties when there are none. */
    readonly rows: number;
    readonly parts: readonly TieOutPart[];
  };
}

/** A reason for which rows differ. */
export interface TieOutReason {
  /** French, as a line of the statement. */
  readonly label: string;
  /** Whether such a difference is no cause for alarm. */
  readonly explained: boolean;
}

/** A kind of tie-out as SQL. */
export interface TieOutQuery {
  readonly kind: TieOutKind;
  readonly domain: AnyDomainName;
  readonly leftLabel: string;
  readonly rightLabel: string;
  /**
   * Common table expressions without `WITH`. Two of them are read: `sides(company_id, subject, title, unit, left_amount,
   * right_amount, left_read_at, right_read_at)`, and `differences(company_id, subject, kind, amount, …columns)`, a row for each
   * row, account or transaction that differs. `$1` is the array of companies.
   */
  readonly expressions: string;
  /** `$2` and on. */
  readonly values: readonly unknown[];
  /** By `kind`. `other` is what is left of the difference once all rows are counted. */
  readonly reasons: Readonly<Record<string, TieOutReason>>;
  /** Columns of `differences` to show when it is opened, with a French header each. */
  readonly columns: readonly TieOutColumn[];
}

/** A column of an opened difference. */
export interface TieOutColumn {
  readonly name: string;
  readonly label: string;
  /** @default "text" */
  readonly type?: "text" | "date" | "amount";
}
