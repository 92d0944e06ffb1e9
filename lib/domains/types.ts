/** The types of a canonical column. `decimal` is exact: Polars Decimal in frames, `numeric` in PostgreSQL. */
export type ColumnType =
  | "text"
  | "bigint"
  | "integer"
  | "boolean"
  | "date"
  | "timestamp"
  | "decimal";

/** A source of data: Data Sharing, the company API, or the Firm API. */
export type SourceName = "data_sharing" | "api" | "firm";

/**
 * Where a canonical column is read in each source: a column of `pennylane.<table>` in Data Sharing, a path in the
 * resource of an API, e.g. `ledger_account.number`; `null`: that source cannot give it.
 */
export type ColumnSources = Readonly<Record<SourceName, string | null>>;

/** One canonical column of a domain. */
export interface Column {
  /** Canonical name, which is also the published one. */
  readonly name: string;
  readonly type: ColumnType;
  /** Digits after the decimal point; set for `decimal` alone. */
  readonly scale?: 2 | 6 | 12;
  /** French header shown above the name. */
  readonly label: string;
  /** French sentence of the data dictionary. */
  readonly description: string;
  /** Whether a total of the column means something (amounts, yes; rates and weights, no). */
  readonly summable: boolean;
  /** A double in the source, rounded to `scale` on reading; the dictionary says so. */
  readonly roundedFromDouble?: boolean;
  /** Computed by Penny while merging (e.g. `ordinal`), absent from every source. */
  readonly derived?: boolean;
  /** Found in a source by this warehouse, unknown to this version of Penny: its place there is a plain name, not a path. */
  readonly found?: boolean;
  readonly sources: ColumnSources;
}

/** Names of the twelve domains that have a notebook, in the order of the notebooks. */
export const DOMAIN_NAMES = [
  "fiscal_years",
  "customers",
  "suppliers",
  "customer_invoices",
  "supplier_invoices",
  "bank_accounts",
  "bank_transactions",
  "general_ledger",
  "analytical_ledger",
  "trial_balance",
  "vat_declarations",
  "tax_declarations",
] as const;

/** A domain with a notebook. */
export type DomainName = typeof DOMAIN_NAMES[number];

/** A domain with a notebook, or one on which others stand: companies and, with the APIs, journals and ledger accounts. */
export type AnyDomainName = DomainName | "companies" | "journals" | "ledger_accounts";

/** How the shrink guard judges deletions by absence. */
export interface ShrinkLimits {
  /** Below this number of rows the guard is silent. */
  readonly fromRows: number;
  /** Largest share of the unit's rows that one reading may delete by absence, 0 to 1. */
  readonly maxDeletedShare: number;
}

/** Σ debit = Σ credit per company and fiscal year, judged on the merged unit. */
export interface BalanceGate {
  readonly debit: string;
  readonly credit: string;
  readonly date: string;
}

/** A domain as data: what it holds, how it is keyed, read and checked. */
export interface Domain {
  readonly name: AnyDomainName;
  /** French title, e.g. « Factures clients ». */
  readonly title: string;
  /** French singular and plural of a row, e.g. « facture », « factures ». */
  readonly rowNoun: readonly [singular: string, plural: string];
  /** French: what one row is. */
  readonly grain: string;
  /** Canonical names; always begins with `company_id` (for `companies`: only that). */
  readonly key: readonly string[];
  readonly columns: readonly Column[];
  /** Date column by which fiscal years cut a long reading; absent for small tables. */
  readonly sliceBy?: string;
  /**
   * Key rows that repeat (analytical ledger): rows with the same `by` are numbered 1… in `ordinal`, in the order of
   * `orderBy`, and replaced as a group.
   */
  readonly ordinal?: { readonly by: readonly string[]; readonly orderBy: readonly string[] };
  readonly balance?: BalanceGate;
  readonly shrink: ShrinkLimits;
  /** Columns that a first look at the table should show, most telling first. */
  readonly preview: readonly string[];
}
