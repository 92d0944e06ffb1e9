import { z } from "zod";

/** Known values of a list that grows: others pass as they are. */
export type Open<T extends string> = T | (string & Record<never, never>);

/** Id of 64 bits; one beyond 2^53 is refused, since JSON has rounded it already. */
export const id = z.int();

/** Decimal number held in a text, e.g. `"600.0"`; stays text. */
export const decimal = z.string().regex(/^-?\d+(?:\.\d+)?$/, "decimal text expected");

/** Day, `YYYY-MM-DD`. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "date YYYY-MM-DD expected");

/** Instant, e.g. `2026-07-08T12:26:21.800683Z`. */
export const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/, "timestamp expected");

/** Keys of nearly every row. */
export const recordFields = {
  /** Pennylane id (64-bit). */
  id,
  /** Row creation time, UTC, microseconds. */
  created_at: instant,
  /** Last row change, UTC, microseconds. */
  updated_at: instant,
};

/**
 * Text of a list of values that grows.
 *
 * @param _values What is known today: for the type alone, nothing is refused.
 */
export function open<const T extends string>(..._values: readonly T[]): z.ZodType<Open<T>> {
  return z.string() as unknown as z.ZodType<Open<T>>;
}

/** Another object, by id. */
export const reference = z.looseObject({ id });

/** Another object, by id and address. */
export const link = z.looseObject({ id, url: z.string() });

/** Address of a list that is not part of the answer: give it to the list of the same name. */
export const subList = z.looseObject({ url: z.string() });

/** Journey of an invoice through electronic invoicing; its id is a UUID. */
export const invoiceFlow = z.looseObject({ id: z.string() });

/** Postal address; keys are `""` or null when unknown. */
export const address = z.looseObject({
  /** Street and number. */
  address: z.string().nullable(),
  /** Postal code. */
  postal_code: z.string().nullable(),
  /** City. */
  city: z.string().nullable(),
  /** ISO 3166 code of two letters. */
  country_alpha2: z.string().nullable(),
});

/** Discount on a document or a line. */
export const discount = z.looseObject({
  /** Known: absolute, relative. */
  type: open("absolute", "relative"),
  /** Amount or percentage. */
  value: decimal,
});

/** Ledger account of a line. */
export const ledgerAccountLink = z.looseObject({
  id,
  /** Not padded, 3 to 11 characters. */
  number: z.string(),
  url: z.string(),
});

/** Category given to an object, with its share. */
export const assignedCategory = z.looseObject({
  /** Pennylane id (64-bit). */
  id,
  /** Label. */
  label: z.string(),
  /** Share, `"1.0"` = whole; the shares of one group add up to 1. */
  weight: decimal,
  /** Group (axis) of the category. */
  category_group: reference,
  /** Code of the category in the books. */
  analytical_code: z.string().nullable(),
  /** Made at. */
  created_at: instant,
  /** Last changed at. */
  updated_at: instant,
});

/** Free field of a product or line. */
export const customField = z.looseObject({ name: z.string(), value: z.string().nullable() });

/** Reference of the payment at a payment provider. */
export const transactionReference = z.looseObject({
  banking_provider: z.string(),
  provider_field_name: z.string(),
  provider_field_value: z.string(),
});

/** Card expense behind a transaction. */
export const proAccountExpense = z.looseObject({
  /** Who paid. */
  employee: z.looseObject({ id, first_name: z.string(), last_name: z.string() }).nullable(),
  /** Last digits of the card. */
  card_masked_number: z.string(),
});

/** Days over which a line spreads. */
export const imputationDates = z.looseObject({ start_date: day, end_date: day });
