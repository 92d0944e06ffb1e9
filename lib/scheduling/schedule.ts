import type { CatchUpPolicy } from "../config/mod.ts";
import type { Recurrence } from "./recurrence.ts";

/** A time of the year with a pace of its own: closings, VAT returns. */
export interface FasterPeriod {
  /** First day, `YYYY-MM-DD`, or `MM-DD` for every year. */
  readonly from: string;
  /** Last day, included, in the same form; an `MM-DD` before `from` is of the next year. */
  readonly to: string;
  /** Takes the place of the schedule's own recurrence on these days. */
  readonly when: Recurrence;
}

/** When a schedule is due. */
export interface Timing {
  readonly when: Recurrence;
  /** The first that holds a day gives its pace. */
  readonly faster: readonly FasterPeriod[];
  /** IANA name in which times and days are meant. */
  readonly timeZone: string;
}

/** Which runs are due when, and what they do. */
export interface Schedule extends Timing {
  readonly name: string;
  /** Names of notebooks or patterns; empty: all. */
  readonly notebooks: readonly string[];
  /** Names, SIREN or ids; empty: all. */
  readonly companies: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Lower goes first. */
  readonly priority: number;
  /** What happens to slots that were missed: one run for all of them, one for each, or none. */
  readonly catchUp: CatchUpPolicy;
}
