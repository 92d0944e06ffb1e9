import { z } from "zod";
import {
  customField,
  day,
  decimal,
  discount,
  id,
  instant,
  link,
  open,
  reference,
  subList,
} from "./_parts.ts";

/** A product or service sold. Unknown keys are kept. */
export const productSchema = z.looseObject({
  /** Pennylane id (64-bit). */
  id,
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
  /** Row creation time, UTC, microseconds. */
  created_at: instant,
  /** Last row change, UTC, microseconds. */
  updated_at: instant,
  /** goods or services, from the ledger account. */
  substance: open("goods", "services").nullable().optional(),
  /** Pairs name/value. */
  custom_fields: z.array(customField).optional(),
});

/** A product or service sold. */
export type Product = z.infer<typeof productSchema>;

/** A quote. Unknown keys are kept. */
export const quoteSchema = z.looseObject({
  /** Pennylane id (64-bit). */
  id,
  /** Text label. */
  label: z.string().nullable(),
  /** Quote number. */
  quote_number: z.string(),
  /** ISO 4217 code. */
  currency: z.string(),
  /** Value in euros. */
  amount: decimal,
  /** Value in the document currency. */
  currency_amount: decimal,
  /** Net of VAT, document currency. */
  currency_amount_before_tax: decimal,
  /** Rate to euros; "1.0" for EUR. */
  exchange_rate: decimal,
  /** Accounting / issue date. */
  date: day.nullable(),
  /** Due date. */
  deadline: day.nullable(),
  /** VAT in the document currency. */
  currency_tax: decimal,
  /** VAT in euros. */
  tax: decimal,
  /** Locale of the PDF. */
  language: open("fr_FR", "en_GB", "de_DE", "es_ES"),
  /** State. */
  status: open("pending", "accepted", "denied", "invoiced", "expired"),
  /** type absolute or relative, plus value. */
  discount,
  /** Temporary file link, dies after 30 min; may be null just after creation. */
  public_file_url: z.string().nullable(),
  /** Name of the attached file. */
  filename: z.string().nullable(),
  /** Extra legal text. */
  special_mention: z.string().nullable(),
  /** Link to the customer. */
  customer: link.nullable(),
  /** Link to the sections. */
  invoice_line_sections: subList,
  /** Link to the lines. */
  invoice_lines: subList,
  /** Link to the invoices. */
  linked_invoices: subList,
  /** Free text on the PDF. */
  pdf_invoice_free_text: z.string(),
  /** Subject on the PDF. */
  pdf_invoice_subject: z.string(),
  /** Description on the PDF. */
  pdf_description: z.string().nullable(),
  /** Template. */
  quote_template: reference.nullable(),
  /** Link to the appendices. */
  appendices: subList,
  /** Unique reference, caller-set or generated. */
  external_reference: z.string(),
  /** Archiving time, null when live. */
  archived_at: instant.nullable(),
  /** Row creation time, UTC, microseconds. */
  created_at: instant,
  /** Last row change, UTC, microseconds. */
  updated_at: instant,
});

/** A quote. */
export type Quote = z.infer<typeof quoteSchema>;
