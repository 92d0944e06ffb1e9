import type { z } from "zod";
import type { CustomerInvoiceLine } from "./schemas/customer_invoice_parts.ts";

/** Operators of a filter. */
export type Operator =
  | "eq"
  | "not_eq"
  | "lt"
  | "lteq"
  | "gt"
  | "gteq"
  | "in"
  | "not_in"
  | "start_with";

/** Value that a condition compares with. */
export type FilterValue = string | number | boolean;

/** One condition as the API takes it; the conditions of a filter are all to hold. */
export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  /** An array for `in` and `not_in`. */
  readonly value: FilterValue | readonly FilterValue[];
}

/** Fields that a list filters on, each with its operators. */
export type FilterFields = Readonly<Record<string, readonly Operator[]>>;

/** A list of the API, as data. */
export interface ListShape {
  /** Path below the base URL; `{id}` stands for the parent's id. */
  readonly path: string;
  /** Scope that opens it, without `:readonly` or `:all` where either does. */
  readonly scope: string;
  readonly row: z.ZodType;
  readonly filters: FilterFields;
  readonly sorts: readonly string[];
  /** Largest `limit`. */
  readonly maxLimit: number;
  /** The list wants a period (trial balance). @default false */
  readonly period?: boolean;
  /** Pages go by their numbers (`page`, `per_page`), not by cursors. @default false */
  readonly numbered?: boolean;
  /**
   * Conditions that go with every request whose own filter does not name their field, where the API would leave out rows
   * without them. @default none
   */
  readonly unless?: readonly Condition[];
  /** The list can carry the invoice lines (`include`). @default false */
  readonly includesLines?: boolean;
}

/** A resource of the API, as data: what can be read of it. */
export interface ResourceShape {
  /** Name in messages. */
  readonly name: string;
  readonly list?: ListShape;
  /** Path with `{id}`, and the row it answers. */
  readonly get?: { readonly path: string; readonly row: z.ZodType };
  /** Lists of one row. */
  readonly parts?: Readonly<Record<string, ListShape>>;
}

/** Conditions that a list takes, typed after its fields. */
export type ConditionOf<F extends FilterFields> = {
  [K in keyof F & string]: {
    [O in F[K][number]]: {
      readonly field: K;
      readonly operator: O;
      readonly value: O extends "in" | "not_in" ? readonly FilterValue[] : FilterValue;
    };
  }[F[K][number]];
}[keyof F & string];

/** Period and grain of a trial balance. */
export interface TrialBalancePeriod {
  /** First day, `YYYY-MM-DD`, inclusive. */
  readonly from: string;
  /** Last day, `YYYY-MM-DD`, inclusive. */
  readonly to: string;
  /** One row per customer and supplier account, instead of `411` and `401`. @default false */
  readonly auxiliary?: boolean;
}

/** How a list that filters on ranges of ids is read. */
export interface StreamOptions {
  /**
   * Requests under way at the same time, 1 to 16. With more than one, pages come in any order and rows that are made
   * meanwhile may be missing; a row that exists from start to end comes exactly once, by ascending id within its page. Up
   * to as many pages wait in memory, and `maxPages` counts requests. Not together with another `sort`. @default 1
   */
  readonly streams?: number;
}

/** Options of a list. */
export type ListOptions<L extends ListShape> =
  & {
    /** Conditions, all to hold. @default none */
    readonly filter?: readonly ConditionOf<L["filters"]>[];
    /** Field, with `-` for descending. @default "id" where the list sorts by id */
    readonly sort?: L["sorts"][number] | `-${L["sorts"][number]}`;
    /** Rows in a page. @default the most that the list gives */
    readonly limit?: number;
    /** Pages after which the reading is given up as endless. @default 100000 */
    readonly maxPages?: number;
  }
  & (L extends { readonly period: true } ? TrialBalancePeriod : unknown)
  & (L extends { readonly filters: { readonly id: infer O extends readonly Operator[] } }
    ? "gt" | "lteq" extends O[number] ? StreamOptions : unknown
    : unknown)
  & (L extends { readonly includesLines: true }
    ? { /** Puts the lines of the invoices into each page. */ readonly include?: "invoice_lines" }
    : unknown);

/** Lines of one invoice in a page with `include: "invoice_lines"`. */
export interface IncludedLines {
  readonly items: CustomerInvoiceLine[];
  /** Whether there are more, to be read with `invoiceLines(id)`. */
  readonly has_more: boolean;
}

/** One page of a list. */
export interface Page<Row> {
  readonly items: Row[];
  /** 1 for the first that is handed out. */
  readonly number: number;
  /** Whether another page follows. */
  readonly hasMore: boolean;
  /** By invoice id, with `include: "invoice_lines"`; else null. */
  readonly includedLines: Readonly<Record<string, IncludedLines>> | null;
}

/** The rows of a list: iterate it, as often as wanted; each time it is read anew, a page at a time. */
export interface Listing<Row> extends AsyncIterable<Row> {
  /** The same, page by page. */
  pages(): AsyncIterable<Page<Row>>;
  /** Every row in memory. */
  toArray(): Promise<Row[]>;
}

/** Parent of a list: its id, or the link that the parent's row carries, e.g. `invoice.payments`. */
export type Parent = number | { readonly url: string };

type RowOf<L extends { readonly row: z.ZodType }> = z.infer<L["row"]>;

type ListPart<R> = R extends { readonly list: infer L extends ListShape } ? {
    /** The rows of the resource. */
    list(
      ...options: L extends { readonly period: true } ? [ListOptions<L>] : [ListOptions<L>?]
    ): Listing<RowOf<L>>;
  }
  : unknown;

type ByIdsPart<R> = R extends
  { readonly list: infer L extends ListShape & { filters: { id: readonly Operator[] } } } ? {
    /** The rows of some ids, 100 a request; unknown ids are left out by the API. */
    byIds(ids: Iterable<number>): Listing<RowOf<L>>;
  }
  : unknown;

type GetPart<R> = R extends { readonly get: infer G extends { readonly row: z.ZodType } } ? {
    /** One row; `NotFoundError` when there is none. */
    get(id: number): Promise<RowOf<G>>;
  }
  : unknown;

type PartsPart<R> = R extends
  { readonly parts: infer P extends Readonly<Record<string, ListShape>> } ? {
    /** The list of this name that belongs to one row. */
    [K in keyof P]: (parent: Parent, options?: ListOptions<P[K]>) => Listing<RowOf<P[K]>>;
  }
  : unknown;

/** What can be done with a resource, after its shape. */
export type Resource<R> = ListPart<R> & ByIdsPart<R> & GetPart<R> & PartsPart<R>;
