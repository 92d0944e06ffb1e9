import { z } from "zod";
import {
  day,
  decimal,
  discount,
  imputationDates,
  instant,
  link,
  open,
  recordFields,
  reference,
  subList,
  transactionReference,
} from "./_parts.ts";

/** Keys of customer invoices, supplier invoices and quotes. */
export const documentFields = {
  ...recordFields,
  /** Text label. */
  label: z.string().nullable(),
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
  /** Due date. */
  deadline: day.nullable(),
  /** VAT in the document currency. */
  currency_tax: decimal,
  /** VAT in euros. */
  tax: decimal,
  /** Temporary file link, dies after 30 min; may be null just after creation. */
  public_file_url: z.string().nullable(),
  /** Name of the attached file. */
  filename: z.string().nullable(),
  /** Link to the lines. */
  invoice_lines: subList,
  /** Unique reference, caller-set or generated. */
  external_reference: z.string(),
  /** Archiving time, null when live. */
  archived_at: instant.nullable(),
};

/** Keys of customer and supplier invoices, beside those of a document. */
export const invoiceFields = {
  /** Document number; "" while a draft or not read yet. */
  invoice_number: z.string().nullable(),
  /** Accounting entry of the document (its id equals the document id since 2026). */
  ledger_entry: reference.nullable(),
  /** Link to the analytical split. */
  categories: subList,
  /** Matching hint for a bank feed. */
  transaction_reference: transactionReference.nullable(),
  /** Link to the payments. */
  payments: subList,
  /** Link to the reconciled bank movements. */
  matched_transactions: subList,
  /** Account the receivable/payable was moved to. */
  payment_method_ledger_account: link.nullable().optional(),
};

/** Keys of customer invoices and quotes, beside those of a document. */
export const saleFields = {
  /** Accounting / issue date. */
  date: day.nullable(),
  /** Locale of the PDF. */
  language: open("fr_FR", "en_GB", "de_DE", "es_ES"),
  /** type absolute or relative, plus value. */
  discount,
  /** Extra legal text. */
  special_mention: z.string().nullable(),
  /** Link to the customer. */
  customer: link.nullable(),
  /** Link to the sections. */
  invoice_line_sections: subList,
  /** Free text on the PDF. */
  pdf_invoice_free_text: z.string(),
  /** Subject on the PDF. */
  pdf_invoice_subject: z.string(),
  /** Description on the PDF. */
  pdf_description: z.string().nullable(),
  /** Link to the appendices. */
  appendices: subList,
};

/** Keys of the lines of customer and supplier invoices. */
export const invoiceLineFields = {
  ...recordFields,
  /** Text label. */
  label: z.string().nullable(),
  /** Value in euros. */
  amount: decimal,
  /** Value in the document currency. */
  currency_amount: decimal,
  /** Free text. */
  description: z.string(),
  /** VAT CODE, not a number. */
  vat_rate: z.string(),
  /** Net of VAT, document currency. */
  currency_amount_before_tax: decimal,
  /** VAT in the document currency. */
  currency_tax: decimal,
  /** VAT in euros. */
  tax: decimal,
  /** Period the line is spread over. */
  imputation_dates: imputationDates.nullable(),
};
