/** A gap with fewer pages is left to the reader at its other end. */
const JOIN_PAGES = 1.2;
/** A gap with fewer pages is not cut in two: its two readers are soon through. */
const CUT_PAGES = 8;
/** A cut can cost a page that is not full: so many pages pay for one, beside one for each stream. */
const PAGES_A_CUT = 50;

/** One end of a gap. */
interface End {
  /** Changes when the gap is cut. */
  gap: Gap;
  /** A request is under way. */
  busy: boolean;
  /** Rows were read here: the gap begins next to a row, not somewhere between rows. */
  landed: boolean;
  /** Rows per id in the last page that was read here. */
  density: number;
  /** How an empty page that announced another goes on. */
  chain: Chain | null;
}

/** Ids not read yet: above `after`, up to and including `until`. Closed when none is left. */
interface Gap {
  after: number;
  until: number;
  low: End;
  high: End;
}

interface Chain {
  readonly after: number;
  readonly until: number;
  readonly cursor: string;
  readonly empty: number;
}

/** A page to read. */
export interface GapTask {
  /** Which end of which gap: for {@linkcode IdGaps.land} alone. */
  readonly end: End;
  /** Whether rows come by descending id. */
  readonly descending: boolean;
  /** Ids above this one; -Infinity: no bound. */
  readonly after: number;
  /** Ids up to and including this one; Infinity: no bound. */
  readonly until: number;
  /** Cursor of these very bounds, after an empty page. */
  readonly cursor: string | null;
  /** Empty pages before this one. */
  readonly empty: number;
}

/** What a page told. */
export interface LandedPage {
  /** In the order in which they were asked for. */
  readonly ids: readonly number[];
  /** Null: no more rows within the bounds asked for. */
  readonly nextCursor: string | null;
}

/**
 * What is left to read of a list, as gaps between ids. A gap is read from both its ends, upwards and downwards, so that no
 * request has to guess where rows are: whatever the ids, each page but the last of a gap is full. A gap with a reader at
 * each end is cut in the middle for a third one, once both have met rows: else a cut could fall into a desert without any.
 *
 * Each id lies in one gap until a page takes it out, with all ids between that end and the last row of the page: this is
 * what makes every row come exactly once. A page that is late, because its gap was cut or read from the other end meanwhile,
 * takes out only what is still there.
 */
export class IdGaps {
  readonly #limit: number;
  /** Cuts that may still be made. */
  #cuts: number;
  #gaps: Gap[] = [makeGap({ after: -Infinity, until: Infinity }, 0)];

  /** @param options Rows in a page, and pages to be read at a time. */
  constructor(options: { readonly limit: number; readonly streams: number }) {
    this.#limit = options.limit;
    this.#cuts = options.streams;
  }

  /** Whether nothing is left. */
  get done(): boolean {
    return this.#gaps.length === 0;
  }

  /** The next page to read, or null: what is left is being read. */
  take(): GapTask | null {
    const end = this.#freeEnd() ?? this.#cut();
    if (end === null) return null;
    end.busy = true;
    const { gap, chain } = end;
    const { after, until, cursor, empty } = chain ?? { ...gap, cursor: null, empty: 0 };
    return { end, descending: end === gap.high, after, until, cursor, empty };
  }

  /**
   * Takes a page out of its gap.
   *
   * @param task What was asked for.
   * @param page What came; its ids are in order and within the bounds.
   * @returns The bounds of the rows that count: above the first, up to and including the second.
   */
  land(task: GapTask, page: LandedPage): readonly [after: number, until: number] {
    const { end, descending } = task;
    const { gap } = end;
    const whole = [gap.after, gap.until] as const;
    const last = page.ids.at(-1);
    end.busy = false;
    end.chain = null;
    this.#cuts += 1 / PAGES_A_CUT;
    if (last === undefined && page.nextCursor !== null) {
      const { after, until, empty } = task;
      end.chain = { after, until, cursor: page.nextCursor, empty: empty + 1 };
    } else if (descending) {
      gap.until = page.nextCursor === null ? gap.after : last! - 1;
    } else gap.after = page.nextCursor === null ? gap.until : last!;
    if (last !== undefined) {
      end.landed = true;
      end.density = densityOf(page.ids, task);
    }
    this.#gaps = this.#gaps.filter((one) => one.after < one.until);
    return whole;
  }

  /** Pages that are left in a gap, by the rows around it; Infinity before both its ends are known. */
  #pages({ after, until, low, high }: Gap): number {
    const ids = until - after;
    return Number.isFinite(ids) ? ids * Math.max(low.density, high.density) / this.#limit : ids;
  }

  /** The end without a reader that has most to read. */
  #freeEnd(): End | null {
    let best: End | null = null;
    let most = -Infinity;
    for (const gap of this.#gaps) {
      const busy = Number(gap.low.busy) + Number(gap.high.busy);
      const pages = this.#pages(gap);
      // The first page goes alone: it may be the only one.
      const worthwhile = busy === 0 || (busy === 1 && pages > JOIN_PAGES && gap.after > -Infinity);
      const share = pages / (busy + 1);
      if (!worthwhile || share <= most) continue;
      most = share;
      best = gap.low.busy ? gap.high : gap.low;
    }
    return best;
  }

  /** Cuts the largest gap in the middle; the lower end of its upper part. */
  #cut(): End | null {
    const [gap] = this.#gaps.filter(({ low, high }) => low.busy && high.busy)
      .filter((one) => one.low.landed && one.high.landed && this.#pages(one) >= CUT_PAGES)
      .sort((a, b) => this.#pages(b) - this.#pages(a));
    if (gap === undefined || this.#cuts < 1) return null;
    this.#cuts--;
    const middle = gap.after + Math.floor((gap.until - gap.after) / 2);
    const density = Math.max(gap.low.density, gap.high.density);
    const upper = makeGap({ after: middle, until: gap.until }, density);
    upper.high = gap.high;
    upper.high.gap = upper;
    gap.until = middle;
    gap.high = makeEnd(gap, density);
    this.#gaps.push(upper);
    return upper.low;
  }
}

function makeEnd(gap: Gap, density: number): End {
  return { gap, density, busy: false, landed: false, chain: null };
}

function makeGap(bounds: Pick<Gap, "after" | "until">, density: number): Gap {
  const gap = { ...bounds } as Gap;
  gap.low = makeEnd(gap, density);
  gap.high = makeEnd(gap, density);
  return gap;
}

function densityOf(ids: readonly number[], task: GapTask): number {
  const [first, last] = [ids[0]!, ids.at(-1)!];
  if (ids.length > 1) return ids.length / (Math.abs(last - first) + 1);
  const bound = task.descending ? task.until + 1 : task.after;
  return Number.isFinite(bound) ? 1 / Math.abs(first - bound) : 1;
}
