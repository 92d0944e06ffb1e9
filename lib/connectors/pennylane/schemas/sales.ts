import { z } from "zod";
import { documentFields, saleFields } from "./_documents.ts";
import { customField, decimal, instant, open, recordFields, reference, subList } from "./_parts.ts";

/** A product or service sold. Unknown keys are kept. */
export const productSchema = z.looseObject({
  ...recordFields,
  /** Text label. */
  label: z.string(),
  /** Free text. */
  description: z.string(),
  /** Unique reference, caller-set or generated. */
  external_reference: z.string(),
  /** Price without VAT. */
  price_before_tax: decimal,
  /** VAT CODE, not a number. */
  vat_rate: z.string(),
  /** Price with VAT. */
  price: decimal,
  /** Unit name. */
  unit: z.string(),
  /** ISO 4217 code. */
  currency: z.string(),
  /** Free reference. */
  reference: z.string().nullable(),
  /** Link to the account. */
  ledger_account: reference.nullable(),
  /** Archiving time, null when live. */
  archived_at: instant.nullable(),
  /** goods or services, from the ledger account. */
  substance: open("goods", "services").nullable().optional(),
  /** Pairs name/value. */
  custom_fields: z.array(customField).optional(),
});

/** A product or service sold. */
export type Product = z.infer<typeof productSchema>;

/** A quote. Unknown keys are kept. */
export const quoteSchema = z.looseObject({
  ...documentFields,
  /** Quote number. */
  quote_number: z.string(),
  ...saleFields,
  /** State. */
  status: open("pending", "accepted", "denied", "invoiced", "expired"),
  /** Link to the invoices. */
  linked_invoices: subList,
  /** Template. */
  quote_template: reference.nullable(),
});

/** A quote. */
export type Quote = z.infer<typeof quoteSchema>;
