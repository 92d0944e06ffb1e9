import { z } from "zod";
import { opening } from "./_failure.ts";
import type { ListQuery } from "./_query.ts";
import { parseRow, type RowsContext } from "./_rows.ts";
import type { Transport } from "./_transport.ts";
import { ContractError, ValidationError } from "./errors.ts";
import { customerInvoiceLineSchema } from "./schemas/customer_invoice_parts.ts";
import type { Listing, Page } from "./types.ts";

/** Pages without a row that may follow each other. */
const MAX_EMPTY_PAGES = 3;
/** Pages after which a list counts as endless. */
export const MAX_PAGES = 100_000;

const ENVELOPE = z.looseObject({
  items: z.array(z.unknown()),
  has_more: z.boolean(),
  next_cursor: z.string().nullish(),
});

const INCLUDED = z.looseObject({
  included: z.looseObject({
    invoice_lines: z.record(
      z.string(),
      z.looseObject({ items: z.array(customerInvoiceLineSchema), has_more: z.boolean() }),
    ),
  }),
});

/** A list to read. */
export interface ListSource {
  readonly name: string;
  readonly path: string;
  readonly row: z.ZodType;
  readonly query: ListQuery;
  /** Parameters of the first page only: with a cursor the API refuses them. */
  readonly firstParams?: Readonly<Record<string, string>>;
  readonly maxPages?: number;
}

/** The rows of a list, lazily. */
export function createListing<Row>(transport: Transport, source: ListSource): Listing<Row> {
  return listingOf(() => readPages<Row>(transport, source));
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
  let cursor: string | null = null;
  for (let number = 1;; number++) {
    const page: RawPage<Row> = await readPage<Row>(transport, source, cursor);
    guard.check(number, page);
    const { items, includedLines } = page;
    yield { items, includedLines, number, hasMore: page.nextCursor !== null };
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

interface RawPage<Row> extends Pick<Page<Row>, "items" | "includedLines"> {
  /** Null: this was the last one. */
  readonly nextCursor: string | null;
}

async function readPage<Row>(
  transport: Transport,
  source: ListSource,
  cursor: string | null,
): Promise<RawPage<Row>> {
  const request = { method: "GET", path: source.path } as const;
  const context = { request, name: source.name };
  const extra = cursor === null ? source.firstParams : { cursor };
  const query = { ...source.query.params, ...extra };
  let body: unknown;
  try {
    body = await transport.call({ ...request, query });
  } catch (error) {
    throw cursor === null ? error : asCursorFault(error, context);
  }
  const envelope = parseRow(ENVELOPE, body, context);
  const items = envelope.items.map((row) => parseRow(source.row, row, context) as Row);
  const included = source.query.params.include === undefined
    ? null
    : parseRow(INCLUDED, body, context).included.invoice_lines;
  if (envelope.has_more && !envelope.next_cursor) {
    throw endless(context, "une page annonce une suite sans curseur");
  }
  const nextCursor = envelope.has_more ? envelope.next_cursor! : null;
  return { items, includedLines: included, nextCursor };
}

/** A page after the first that is refused: its cursor is the only thing that is new. */
function asCursorFault(error: unknown, context: RowsContext): unknown {
  if (!(error instanceof ValidationError) || error.status !== 400) return error;
  const { request, status, code, field } = error;
  return new ValidationError(
    `${
      opening(request)
    } : le curseur de « ${context.name} » n'est plus accepté (400) ; relancez la lecture depuis le début`,
    { request, status, code, field, retriable: true, cause: error },
  );
}

function endless(context: RowsContext, state: string): ContractError {
  return new ContractError(
    `${
      opening(context.request)
    } : pagination de « ${context.name} » incohérente, ${state} ; relancez la lecture, puis signalez-le à Pennylane`,
    { request: context.request, status: 200, path: "next_cursor" },
  );
}

/**
 * Ends lists that would not end: a cursor that comes back (Brent's algorithm: one cursor is kept, whatever the number of
 * pages), empty pages in a row, ids that do not move on, too many pages.
 */
class PageGuard {
  readonly #source: ListSource;
  readonly #context: RowsContext;
  #kept: string | null = null;
  #keptUntil = 1;
  #empty = 0;
  #lastId: number | null = null;

  constructor(source: ListSource) {
    this.#source = source;
    this.#context = { request: { method: "GET", path: source.path }, name: source.name };
  }

  check(number: number, page: RawPage<unknown>): void {
    this.#checkIds(page.items);
    const { nextCursor } = page;
    if (nextCursor === null) return;
    this.#empty = page.items.length === 0 ? this.#empty + 1 : 0;
    if (this.#empty >= MAX_EMPTY_PAGES) {
      throw endless(this.#context, `${MAX_EMPTY_PAGES} pages vides de suite annoncent une suite`);
    }
    if (nextCursor === this.#kept) throw endless(this.#context, "un curseur revient");
    if (number === this.#keptUntil) {
      this.#kept = nextCursor;
      this.#keptUntil *= 2;
    }
    const maxPages = this.#source.maxPages ?? MAX_PAGES;
    if (number >= maxPages) throw endless(this.#context, `plus de ${maxPages} pages`);
  }

  #checkIds(items: readonly unknown[]): void {
    const order = this.#source.query.idOrder;
    if (order === 0) return;
    for (const row of items) {
      const { id } = row as { readonly id: number };
      if (this.#lastId !== null && (id - this.#lastId) * order <= 0) {
        throw endless(this.#context, `l'id ${id} vient après l'id ${this.#lastId}`);
      }
      this.#lastId = id;
    }
  }
}
