import { type Day, nextBusinessDay } from "../calendar.ts";
import { type Cents, share } from "../money.ts";
import type { Random } from "../prng.ts";

/** A payment that will come, whatever the last day of the books. */
export interface Payment {
  readonly day: Day;
  /** Positive, in euros. */
  readonly amount: Cents;
}

/** How a third party pays: probabilities from 0 to 1, delays in days after the due date. */
export interface Behaviour {
  readonly late: number;
  readonly lateDays: readonly [min: number, max: number];
  readonly partial: number;
  readonly missing: number;
}

/** Usual ways of paying. */
export const BEHAVIOURS = {
  prompt: { late: 0.08, lateDays: [2, 9], partial: 0, missing: 0 },
  usual: { late: 0.3, lateDays: [3, 24], partial: 0.04, missing: 0.004 },
  slow: { late: 0.75, lateDays: [10, 65], partial: 0.08, missing: 0.003 },
  risky: { late: 0.7, lateDays: [15, 110], partial: 0.2, missing: 0.035 },
} as const satisfies Record<string, Behaviour>;

/**
 * Plans how an invoice will be paid; depends on the draws alone, never on the last day of the books.
 *
 * @param random The draws.
 * @param due Due day.
 * @param total Amount to pay, positive cents.
 * @param behaviour How this payer pays.
 * @returns Payments whose sum is at most `total`; none when the invoice will stay unpaid.
 */
export function planPayments(
  random: Random,
  invoice: { readonly due: Day; readonly total: Cents; readonly behaviour: Behaviour },
): Payment[] {
  const { due, total, behaviour } = invoice;
  const delay = random.chance(behaviour.late)
    ? random.int(...behaviour.lateDays)
    : -random.int(0, 4);
  const day = nextBusinessDay(due + delay);
  const missing = random.chance(behaviour.missing);
  const partial = random.chance(behaviour.partial);
  const part = share(total, random.int(3, 7), 10);
  const rest = nextBusinessDay(day + random.int(20, 75));
  const forgotten = random.chance(0.1);
  if (missing) return [];
  if (!partial) return [{ day, amount: total }];
  const first = { day, amount: part };
  return forgotten ? [first] : [first, { day: rest, amount: total - part }];
}
