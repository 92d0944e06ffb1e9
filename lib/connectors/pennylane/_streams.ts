import { type GapTask, IdGaps } from "./_id_gaps.ts";
import {
  endless,
  type ListSource,
  MAX_EMPTY_PAGES,
  MAX_PAGES,
  type RawPage,
  readPage,
} from "./_page.ts";
import type { Transport } from "./_transport.ts";
import type { Condition, IncludedLines, Page } from "./types.ts";

/** A row that can be told by its id. */
interface IdRow {
  readonly id: number;
}

type Rows<Row> = Pick<Page<Row>, "items" | "includedLines">;

/**
 * Reads a list by several requests at a time.
 *
 * @param transport Sends the requests.
 * @param source The list; `source.query.streams` says how many requests.
 * @returns Its pages, in any order; the rows of each by ascending id, every row once.
 */
export async function* readInStreams<Row extends IdRow>(
  transport: Transport,
  source: ListSource,
): AsyncGenerator<Page<Row>> {
  const reading = new Reading<Row>(transport, source);
  try {
    let page = await reading.next() ?? emptyPage<Row>(source);
    for (let number = 1;; number++) {
      const following = await reading.next();
      yield { ...page, number, hasMore: following !== null };
      if (following === null) return;
      page = following;
    }
  } finally {
    await reading.stop();
  }
}

function emptyPage<Row>(source: ListSource): Rows<Row> {
  return { items: [], includedLines: source.query.params.include === undefined ? null : {} };
}

/**
 * Streams that read pages and a reader that takes them. A stream asks for its next page once the last one was taken, so that
 * no more pages than streams wait in memory. The first failure, or the reader's leaving, stops all of them.
 */
class Reading<Row extends IdRow> {
  readonly #transport: Transport;
  readonly #source: ListSource;
  readonly #gaps: IdGaps;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #streams: readonly Promise<void>[];
  readonly #waiting: Rows<Row>[] = [];
  #failure: { readonly error: unknown } | null = null;
  #requests = 0;
  /** Resolved and renewed whenever something changes; whoever waits looks again. */
  #change = Promise.withResolvers<void>();

  constructor(transport: Transport, source: ListSource) {
    this.#transport = transport;
    this.#source = source;
    const { streams, params } = source.query;
    this.#gaps = new IdGaps({ limit: Number(params.limit), streams });
    const { signal } = transport.settings;
    const own = this.#stop.signal;
    this.#signal = signal === undefined ? own : AbortSignal.any([signal, own]);
    this.#streams = Array.from({ length: streams }, () => this.#runStream());
  }

  /** The next page, or null at the end. */
  async next(): Promise<Rows<Row> | null> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure.error;
      const page = this.#waiting.shift();
      if (page !== undefined) {
        this.#changed();
        return page;
      }
      if (this.#gaps.done) return null;
      await this.#change.promise;
    }
  }

  /** Ends all requests; resolved when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#changed();
    await Promise.all(this.#streams);
  }

  #changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  async #runStream(): Promise<void> {
    try {
      while (!this.#gaps.done && !this.#stop.signal.aborted) {
        const task = this.#gaps.take();
        if (task === null) await this.#change.promise;
        else await this.#untilTaken(await this.#read(task));
      }
    } catch (error) {
      // What the stop itself breaks is no failure: all is read, another one failed first, or the reader left.
      if (!this.#stop.signal.aborted) this.#failure = { error };
      this.#stop.abort();
    }
    this.#changed();
  }

  async #untilTaken(page: Rows<Row>): Promise<void> {
    while (this.#waiting.includes(page) && !this.#stop.signal.aborted) await this.#change.promise;
  }

  /** Reads a page and puts it among those that wait, unless all its rows had come otherwise. */
  async #read(task: GapTask): Promise<Rows<Row>> {
    const maxPages = this.#source.maxPages ?? MAX_PAGES;
    if (++this.#requests > maxPages) throw endless(this.#source, `plus de ${maxPages} pages`);
    const params = paramsOf(this.#source, task);
    const { cursor } = task;
    const request = { params, cursor, signal: this.#signal };
    const page = await readPage<Row>(this.#transport, this.#source, request);
    checkPage(this.#source, task, page);
    const ids = page.items.map((row) => row.id);
    const rows = rowsWithin(page, this.#gaps.land(task, { ids, nextCursor: page.nextCursor }));
    if (rows.items.length > 0) this.#waiting.push(rows);
    // Requests under way can bring nothing more.
    if (this.#gaps.done) this.#stop.abort();
    this.#changed();
    return rows;
  }
}

/** Parameters of a page: the bounds join the conditions of the user, all to hold. */
function paramsOf({ query }: ListSource, task: GapTask): Record<string, string> {
  const bounds: Condition[] = [];
  const { after, until } = task;
  if (after > -Infinity) bounds.push({ field: "id", operator: "gt", value: after });
  if (until < Infinity) bounds.push({ field: "id", operator: "lteq", value: until });
  const filter = [...query.filter, ...bounds];
  const params = { ...query.params, sort: task.descending ? "-id" : "id" };
  return filter.length === 0 ? params : { ...params, filter: JSON.stringify(filter) };
}

/** Refuses rows out of order or of bounds: the list would not end, or rows would come twice. */
function checkPage(source: ListSource, task: GapTask, page: RawPage<IdRow>): void {
  if (page.items.length === 0 && page.nextCursor !== null && task.empty + 1 >= MAX_EMPTY_PAGES) {
    throw endless(source, `${MAX_EMPTY_PAGES} pages vides de suite annoncent une suite`);
  }
  let last: number | null = null;
  for (const { id } of page.items) {
    if (id <= task.after || id > task.until) {
      throw endless(source, `l'id ${id} n'est pas dans l'intervalle demandé`);
    }
    if (last !== null && (task.descending ? id >= last : id <= last)) {
      throw endless(source, `l'id ${id} vient après l'id ${last}`);
    }
    last = id;
  }
}

/** The rows of a page that count, by ascending id, and their lines. */
function rowsWithin<Row extends IdRow>(
  page: RawPage<Row>,
  [after, until]: readonly [after: number, until: number],
): Rows<Row> {
  const items = page.items.filter(({ id }) => id > after && id <= until);
  items.sort((a, b) => a.id - b.id);
  const { includedLines } = page;
  if (includedLines === null || items.length === page.items.length) return { items, includedLines };
  const kept: Record<string, IncludedLines> = {};
  for (const { id } of items) {
    const lines = includedLines[id];
    if (lines !== undefined) kept[id] = lines;
  }
  return { items, includedLines: kept };
}
