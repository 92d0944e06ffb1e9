import type { Clock, PennyEvent } from "../base/mod.ts";
import type { DataSharing } from "../connectors/data_sharing/mod.ts";
import type { Database, Queryable } from "../connectors/postgres/mod.ts";
import type { Firm, Pennylane } from "../connectors/pennylane/mod.ts";
import type { AnyDomainName, SourceName } from "../domains/mod.ts";

/** A token of the API; which company it stands for is told by Pennylane, and kept in `penny.api_tokens`. */
export interface ApiToken {
  /** Its place in PENNYLANE_API_TOKEN, from 1: messages name it by that, never by its text. */
  readonly position: number;
  /** SHA-256 of address and token, hexadecimal. */
  readonly hash: string;
  /** Opens the client at the first call, and gives the same one from then on. */
  client(): Promise<Pennylane>;
}

/** A token of an accounting firm: it opens all companies of the firm that it is allowed to see. */
export interface FirmToken {
  /** Its place in PENNY_FIRM_TOKEN, from 1: messages name it by that, never by its text. */
  readonly position: number;
  /** SHA-256 of address and token, hexadecimal. */
  readonly hash: string;
  /** Opens the client at the first call, and gives the same one from then on. */
  client(): Promise<Firm>;
}

/** Per domain, the source that the user wants instead of the usual one. */
export type SourceChoice = Readonly<Partial<Record<AnyDomainName, SourceName>>>;

/** A connection of its own, on which session-level locks live, that can open transactions. */
export type Session = Queryable & Pick<Database, "transaction">;

/** What every step of a synchronisation needs. */
export interface SyncContext {
  /** The warehouse. */
  readonly db: Database;
  /** `null`: Data Sharing is not configured. */
  readonly dataSharing: DataSharing | null;
  /** Tokens of the company API, one for each company; empty: the API is not configured. */
  readonly api: readonly ApiToken[];
  /** Tokens of the Firm API. @default none: it is not configured */
  readonly firm?: readonly FirmToken[];
  /** PENNY_SOURCES. */
  readonly sourceChoice: SourceChoice;
  /** Schema of the published tables. */
  readonly schema: string;
  /** Run of the runner, or of the Jupyter session: work done under the same id is not done again. */
  readonly runId: string;
  /** Decides what a publication recomputes; `null` in Jupyter, where the whole mirror is recomputed. */
  readonly fingerprint: string | null;
  /** PENNY_SOCIETES as written; empty: all. */
  readonly companies: readonly string[];
  readonly clock: Clock;
  /**
   * Whether a reading may make any share of the rows of a domain vanish: the user said so for this run, or synthetic
   * books were made anew.
   * @default never
   */
  readonly mayShrink?: (domain: AnyDomainName) => boolean;
  /** Years of companies that are unbalanced in Pennylane itself and shall be read all the same. @default none */
  readonly acceptImbalance?: readonly NamedImbalance[];
  /** What the user asked of the readings of this run. @default nothing */
  readonly wish?: PlanWish;
  /** Days after which everything is compared again. @default 7 */
  readonly compareDays?: number;
  /** Tells the runner, or nobody, what happened. */
  readonly emit: (event: PennyEvent) => void;
}

/** A company as Penny knows it. */
export interface Company {
  /** Penny's own id, kept for good; 64-bit, as text. */
  readonly companyId: string;
  readonly name: string;
  readonly siren: string | null;
  /** Its id in Data Sharing; `null`: not visible there. */
  readonly dataSharingId: string | null;
  /** The token that reads it through the API; `null`: none. */
  readonly token: ApiToken | null;
  /** The firm's token that reads it, and its id there; `null`: none. @default null */
  readonly firm?: { readonly token: FirmToken; readonly id: string } | null;
  /** Code of its file in the firm. @default null */
  readonly clientCode?: string | null;
}

/** One unit of work. */
export interface Unit {
  readonly source: SourceName;
  readonly domain: AnyDomainName;
  readonly company: Company;
}

/** Exact effect of a merge, in rows. */
export interface MergeCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
}

/** A blocking check and what it found. */
export interface GateResult {
  readonly gate: "key" | "scale" | "dates" | "balance" | "shrink" | "nulls";
  readonly status: "ok" | "red";
  /** French: what was checked and what was found. */
  readonly detail: string;
  /** The rows at fault, at most twenty, values as text; the first one names the columns. */
  readonly rows?: readonly (readonly (string | null)[])[];
}

/** How one unit ended. */
export interface UnitResult {
  readonly unit: Unit;
  /** `fresh`: read earlier in this run; `red`: a blocking check refused the rows; `failed`: an error. */
  readonly status: "ok" | "fresh" | "red" | "failed";
  readonly reason?: string;
  /** For `failed`: the error was one that another try may not meet. @default false */
  readonly retriable?: boolean;
  /** How it was read; absent when it was not. */
  readonly plan?: UnitPlan;
  readonly counts: MergeCounts;
  /** Rows alive in the mirror afterwards. */
  readonly rows: number;
  readonly gates: readonly GateResult[];
  /** Rows that a comparison found changed although the source had not announced it; absent when nobody can tell. */
  readonly missed?: Omit<MergeCounts, "unchanged">;
}

/** What reading a domain from one source gave. */
export interface SourceReading {
  readonly units: readonly UnitResult[];
  /** French remarks. */
  readonly notes: readonly string[];
}

/** A company for which no configured source gives a domain. */
export interface MissingCompany {
  readonly company: Company;
  /** French, without a capital or a full stop. */
  readonly reason: string;
}

/** What reading a domain gave, all companies together. */
export interface ExtractionReport {
  readonly domain: AnyDomainName;
  /** French reason why no source gives the domain for any company; null when one does for some. */
  readonly unavailable: string | null;
  /** Companies without a source, when others have one. */
  readonly missing: readonly MissingCompany[];
  readonly units: readonly UnitResult[];
  /** French remarks: columns that are missing or new, rows without a known company. */
  readonly notes: readonly string[];
}

/**
 * How a unit is read: `full`, everything for the first time; `compare`, everything, and the difference is merged;
 * `changes`, what the source says has changed; `unchanged`, nothing, since the source says that nothing has.
 */
export type PlanKind = "full" | "compare" | "changes" | "unchanged";

/** How a unit will be read, and why. */
export interface UnitPlan {
  readonly kind: PlanKind;
  /** French, without a capital or a full stop. */
  readonly reason: string;
  /** Rows that will come; `null`: not known before. */
  readonly rows: number | null;
  /** Requests to the API; `null`: none, or not known before. */
  readonly requests: number | null;
  /** Whether the reason is a repair that the reader is told. @default false */
  readonly isRepair?: true;
}

/** What the user asked for, for one run. */
export interface PlanWish {
  /** Read everything again. @default false */
  readonly full?: boolean;
  /** Read the changes since this instant again, ISO. @default what the state says */
  readonly since?: string;
}

/** A fiscal year of a company whose books are unbalanced in Pennylane itself, as the user names it. */
export interface NamedImbalance {
  /** Name, SIREN or id of the company. */
  readonly company: string;
  /** `2025`, `2024-2025`, its first day, or `hors exercice`. */
  readonly year: string;
}

/** What registering companies found, for whoever asked for the run. */
export interface Registration {
  /** French sentences: a token or a company that was asked for and cannot be read. The run ends with status 1. */
  readonly faults: readonly string[];
  /** French remarks. */
  readonly notes: readonly string[];
}
