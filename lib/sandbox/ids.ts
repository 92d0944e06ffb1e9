/** The kinds of ids, each with a range of its own inside the ten thousand million of a company. */
const RANGES = {
  line: 0,
  document: 4_000_000_000,
  thirdParty: 6_000_000_000,
  account: 7_000_000_000,
  bankAccount: 7_100_000_000,
  fiscalYear: 7_200_000_000,
  declaration: 7_300_000_000,
  user: 7_400_000_000,
} as const;

/** A kind of id. */
export type IdKind = keyof typeof RANGES;

/** Where planted rows begin inside a range, so that planting moves no other id. */
const PLANTED = 90_000_000;

/**
 * Ids of one company: beyond 2^31 as in Pennylane, below 2^53, unique over all companies and kinds. What a day brings takes
 * the next id, so that the past keeps its ids when the books are made again on a later day.
 */
export class Ids {
  /** Whether the next ids are those of planted rows. */
  planted = false;
  readonly #base: number;
  readonly #next = new Map<string, number>();

  /** @param companyIndex Rank of the company, from 0. */
  constructor(companyIndex: number) {
    this.#base = 104_000_000_000_000 + companyIndex * 10_000_000_000;
  }

  /** The next id of a kind. */
  next(kind: IdKind): number {
    const key = this.planted ? `${kind}*` : kind;
    const count = (this.#next.get(key) ?? 0) + 1;
    this.#next.set(key, count);
    return this.#base + RANGES[kind] + (this.planted ? PLANTED : 0) + count;
  }

  /** An id of a kind from a number of the caller's. */
  fixed(kind: IdKind, rank: number): number {
    return this.#base + RANGES[kind] + rank;
  }
}
