import {
  endless,
  type ListSource,
  MAX_EMPTY_PAGES,
  MAX_PAGES,
  moved,
  type RawPage,
  readPage,
} from "./_page.ts";
import { readInStreams } from "./_streams.ts";
import type { Transport } from "./_transport.ts";
import type { Listing, Page } from "./types.ts";

/** The rows of a list, lazily. */
export function createListing<Row>(transport: Transport, source: ListSource): Listing<Row> {
  if (source.query.streams === 1) return listingOf(() => readPages<Row>(transport, source));
  // Only lists whose rows have an id take more than one stream.
  return listingOf(() =>
    readInStreams<{ readonly id: number }>(transport, source) as AsyncIterable<Page<Row>>
  );
}

/** A listing over any source of pages. */
export function listingOf<Row>(pages: () => AsyncIterable<Page<Row>>): Listing<Row> {
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page.items;
    },
    async toArray() {
      const rows: Row[] = [];
      for await (const page of pages()) rows.push(...page.items);
      return rows;
    },
  };
}

async function* readPages<Row>(
  transport: Transport,
  source: ListSource,
): AsyncGenerator<Page<Row>> {
  const guard = new PageGuard(source);
  const { params } = source.query;
  const first = { params: { ...params, ...source.firstParams }, cursor: null };
  let page = await readPage<Row>(transport, source, first);
  for (let number = 1;; number++) {
    guard.check(number, page);
    const { items, includedLines, nextCursor: cursor } = page;
    yield { items, includedLines, number, hasMore: cursor !== null };
    if (cursor === null) return;
    page = await readPage<Row>(transport, source, { params, cursor });
  }
}

/**
 * Ends lists that would not end: a cursor that comes back (Brent's algorithm: one cursor is kept, whatever the number of
 * pages), empty pages in a row, ids that do not move on, too many pages.
 */
class PageGuard {
  readonly #source: ListSource;
  #kept: string | null = null;
  #keptUntil = 1;
  #empty = 0;
  #lastId: number | null = null;
  #total: number | null = null;
  #rows = 0;

  constructor(source: ListSource) {
    this.#source = source;
  }

  check(number: number, page: RawPage<unknown>): void {
    this.#checkIds(page.items);
    this.#checkTotal(page);
    const { nextCursor } = page;
    if (nextCursor === null) return;
    this.#empty = page.items.length === 0 ? this.#empty + 1 : 0;
    if (this.#empty >= MAX_EMPTY_PAGES) {
      throw endless(this.#source, `${MAX_EMPTY_PAGES} pages vides de suite annoncent une suite`);
    }
    if (nextCursor === this.#kept) throw endless(this.#source, "un curseur revient");
    if (number === this.#keptUntil) {
      this.#kept = nextCursor;
      this.#keptUntil *= 2;
    }
    const maxPages = this.#source.maxPages ?? MAX_PAGES;
    if (number >= maxPages) throw endless(this.#source, `plus de ${maxPages} pages`);
  }

  /** Rows that come or go between two pages move the others from one page to the other: then some are lost. */
  #checkTotal({ items, total, nextCursor }: RawPage<unknown>): void {
    if (total === null) return;
    this.#rows += items.length;
    const isOther = this.#total !== null && total !== this.#total;
    if (isOther || (nextCursor === null && this.#rows !== total)) throw moved(this.#source);
    this.#total = total;
  }

  #checkIds(items: readonly unknown[]): void {
    const order = this.#source.query.idOrder;
    if (order === 0) return;
    for (const row of items) {
      const { id } = row as { readonly id: number };
      if (this.#lastId !== null && (id - this.#lastId) * order <= 0) {
        throw endless(this.#source, `l'id ${id} vient après l'id ${this.#lastId}`);
      }
      this.#lastId = id;
    }
  }
}
