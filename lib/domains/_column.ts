import type { Column, ColumnSources, ColumnType } from "./types.ts";

/** French label and French sentence of the dictionary. */
export type Words = readonly [label: string, description: string];

/**
 * Where a column is read. Data Sharing has the same name unless said otherwise; the Firm API the same path as the
 * company API unless said otherwise; without `api`, neither API gives it.
 */
export interface Where {
  readonly data_sharing?: string | null;
  readonly api?: string | null;
  readonly firm?: string | null;
}

function sourcesOf(name: string, where: Where): ColumnSources {
  const api = where.api ?? null;
  return {
    data_sharing: where.data_sharing === undefined ? name : where.data_sharing,
    api,
    firm: where.firm === undefined ? api : where.firm,
  };
}

function plain(type: ColumnType) {
  return (name: string, [label, description]: Words, where: Where = {}): Column => ({
    name,
    type,
    label,
    description,
    summable: false,
    sources: sourcesOf(name, where),
  });
}

/** A text column. */
export const text = plain("text");
/** A 64-bit identifier or count. */
export const bigint = plain("bigint");
/** A small whole number. */
export const integer = plain("integer");
/** A yes or no. */
export const boolean = plain("boolean");
/** A day. */
export const date = plain("date");
/** An instant, UTC, to the microsecond. */
export const timestamp = plain("timestamp");

/** An amount of accounting: two digits after the point, summable. */
export function amount(name: string, words: Words, where: Where = {}): Column {
  return { ...plain("decimal")(name, words, where), scale: 2, summable: true };
}

/** An amount that the source may have converted from a currency: six digits, summable. */
export function convertedAmount(name: string, words: Words, where: Where = {}): Column {
  return { ...amount(name, words, where), scale: 6 };
}

/** An amount in the document's own currency: six digits; a total over several currencies means nothing. */
export function currencyAmount(name: string, words: Words, where: Where = {}): Column {
  return { ...convertedAmount(name, words, where), summable: false };
}

/** A rate or a weight: six digits, never summed. */
export function rate(name: string, words: Words, where: Where = {}): Column {
  return { ...convertedAmount(name, words, where), summable: false };
}

/** A rate between two currencies: twelve digits, since the inverse of a rate has no end. */
export function exchangeRate(name: string, words: Words, where: Where = {}): Column {
  return { ...rate(name, words, where), scale: 12 };
}

/** Marks columns that Data Sharing does not have. */
export function onlyApi(columns: readonly Column[]): Column[] {
  return columns.map((column) => ({
    ...column,
    sources: { ...column.sources, data_sharing: null },
  }));
}
