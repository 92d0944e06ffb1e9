import { z } from "zod";
import { opening } from "./_failure.ts";
import type { ListQuery } from "./_query.ts";
import { parseRow, type RowsContext } from "./_rows.ts";
import type { Transport } from "./_transport.ts";
import { ContractError, ValidationError } from "./errors.ts";
import { customerInvoiceLineSchema } from "./schemas/customer_invoice_parts.ts";
import type { Page } from "./types.ts";

/** Pages without a row that may follow each other. */
export const MAX_EMPTY_PAGES = 3;
/** Pages after which a list counts as endless. */
export const MAX_PAGES = 100_000;

const ENVELOPE = z.looseObject({
  items: z.array(z.unknown()),
  has_more: z.boolean(),
  next_cursor: z.string().nullish(),
});

const NUMBERED = z.looseObject({
  items: z.array(z.unknown()),
  current_page: z.int(),
  total_pages: z.int(),
  total_items: z.int(),
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
  /** Pages go by their numbers. @default false */
  readonly numbered?: boolean;
  /** Parameters of the first page only: with a cursor the API refuses them. */
  readonly firstParams?: Readonly<Record<string, string>>;
  readonly maxPages?: number;
}

/** One page to ask for. */
export interface PageRequest {
  /** All parameters but the cursor. */
  readonly params: Readonly<Record<string, string>>;
  /** Null: the first page under these parameters. */
  readonly cursor: string | null;
  /** Ends this request. @default that of the client */
  readonly signal?: AbortSignal;
}

/** A page as it was read. */
export interface RawPage<Row> extends Pick<Page<Row>, "items" | "includedLines"> {
  /** Null: this was the last one. Of a list that goes by page numbers: the number of the next one. */
  readonly nextCursor: string | null;
  /** Rows of the whole list, where each page tells it; else null. */
  readonly total: number | null;
}

/** Reads one page and checks its rows. */
export async function readPage<Row>(
  transport: Transport,
  source: ListSource,
  { params, cursor, signal }: PageRequest,
): Promise<RawPage<Row>> {
  const request = { method: "GET", path: source.path } as const;
  const context = { request, name: source.name };
  const query = queryOf(source, params, cursor);
  let body: unknown;
  try {
    body = await transport.call({ ...request, query, signal });
  } catch (error) {
    throw cursor === null ? error : asCursorFault(error, context);
  }
  const { items: rows, ...rest } = source.numbered
    ? readNumbered(source, body, context)
    : readEnvelope(source, body, context);
  const items = rows.map((row) => parseRow(source.row, row, context) as Row);
  const included = params.include === undefined
    ? null
    : parseRow(INCLUDED, body, context).included.invoice_lines;
  return { items, includedLines: included, ...rest };
}

function queryOf(
  { numbered }: ListSource,
  params: PageRequest["params"],
  cursor: string | null,
): Record<string, string> {
  if (numbered) return { ...params, page: cursor ?? "1" };
  return cursor === null ? params : { ...params, cursor };
}

/** What a page holds before its rows are checked. */
interface Envelope extends Pick<RawPage<unknown>, "nextCursor" | "total"> {
  readonly items: readonly unknown[];
}

function readEnvelope(source: ListSource, body: unknown, context: RowsContext): Envelope {
  const { items, has_more, next_cursor } = parseRow(ENVELOPE, body, context);
  if (has_more && !next_cursor) throw endless(source, "une page annonce une suite sans curseur");
  return { items, nextCursor: has_more ? next_cursor! : null, total: null };
}

function readNumbered(source: ListSource, body: unknown, context: RowsContext): Envelope {
  const { items, current_page: page, total_pages: pages, total_items: total } = parseRow(
    NUMBERED,
    body,
    context,
  );
  if (page < pages && items.length === 0) throw endless(source, `la page ${page} est vide`);
  return { items, nextCursor: page < pages ? String(page + 1) : null, total };
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

/** The error of a list that would not end, or whose pages contradict each other. */
export function endless(
  { name, path }: Pick<ListSource, "name" | "path">,
  state: string,
): ContractError {
  const request = { method: "GET", path } as const;
  return new ContractError(
    `${
      opening(request)
    } : pagination de « ${name} » incohérente, ${state} ; relancez la lecture, puis signalez-le à Pennylane`,
    { request, status: 200, path: "next_cursor" },
  );
}

/** The error of a list that changed between two of its pages; to be read anew. */
export function moved({ name, path }: Pick<ListSource, "name" | "path">): ContractError {
  const request = { method: "GET", path } as const;
  return new ContractError(
    `${opening(request)} : la liste « ${name} » a changé pendant sa lecture ; relancez la lecture`,
    { request, status: 200, path: "total_items", retriable: true },
  );
}
