import { z } from "zod";
import {
  day,
  decimal,
  discount,
  id,
  instant,
  invoiceFlow,
  link,
  open,
  reference,
  subList,
  transactionReference,
} from "./_parts.ts";

/** A customer invoice, credit note or draft. Unknown keys are kept. */
export const customerInvoiceSchema = z.looseObject({
  /** Pennylane id (64-bit). */
  id,
  /** Text label. */
  label: z.string().nullable(),
  /** Document number; "" while a draft or not read yet. */
  invoice_number: z.string().nullable(),
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
  /** True when settled. */
  paid: z.boolean(),
  /** Mixes payment state and document kind; credit notes read credit_note. */
  status: open(
    "archived",
    "incomplete",
    "cancelled",
    "paid",
    "partially_paid",
    "partially_cancelled",
    "upcoming",
    "late",
    "draft",
    "credit_note",
    "proforma",
    "shipping_order",
    "purchasing_order",
    "estimate_pending",
    "estimate_accepted",
    "estimate_invoiced",
    "estimate_denied",
  ),
  /** type absolute or relative, plus value. */
  discount,
  /** Accounting entry of the document (its id equals the document id since 2026). */
  ledger_entry: reference.nullable(),
  /** Temporary file link, dies after 30 min; may be null just after creation. */
  public_file_url: z.string().nullable(),
  /** Name of the attached file. */
  filename: z.string().nullable(),
  /** Still due, VAT included. */
  remaining_amount_with_tax: decimal.nullable(),
  /** Still due, VAT excluded. */
  remaining_amount_without_tax: decimal.nullable(),
  /** True until finalized. */
  draft: z.boolean(),
  /** Extra legal text. */
  special_mention: z.string().nullable(),
  /** Link to the customer. */
  customer: link.nullable(),
  /** Link to the sections. */
  invoice_line_sections: subList,
  /** Link to the lines. */
  invoice_lines: subList,
  /** Link to the header fields. */
  custom_header_fields: subList,
  /** Link to the analytical split. */
  categories: subList,
  /** Free text on the PDF. */
  pdf_invoice_free_text: z.string(),
  /** Subject on the PDF. */
  pdf_invoice_subject: z.string(),
  /** Description on the PDF. */
  pdf_description: z.string().nullable(),
  /** Subscription that produced it. */
  billing_subscription: reference.nullable(),
  /** Set on a credit note: the invoice it credits. */
  credited_invoice: link.nullable(),
  /** Template used. */
  customer_invoice_template: reference.nullable(),
  /** Matching hint for a bank feed. */
  transaction_reference: transactionReference.nullable(),
  /** Link to the payments. */
  payments: subList,
  /** Link to the reconciled bank movements. */
  matched_transactions: subList,
  /** Link to the appendices. */
  appendices: subList,
  /** Quote it comes from. */
  quote: reference.nullable(),
  /** Unique reference, caller-set or generated. */
  external_reference: z.string(),
  /** E-invoicing state, null outside e-invoicing. */
  e_invoicing: z.looseObject({
    /** State. */
    status: open(
      "accepted",
      "approved",
      "collected",
      "in_dispute",
      "partially_collected",
      "refused",
      "rejected",
      "sent",
      "submitted",
    ),
    /** Cause given with the e-invoicing status. */
    reason: z.string().nullable(),
    /** AFNOR flow. */
    flow: invoiceFlow.nullable().optional(),
  }).nullable(),
  /** Archiving time, null when live. */
  archived_at: instant.nullable(),
  /** Row creation time, UTC, microseconds. */
  created_at: instant,
  /** Last row change, UTC, microseconds. */
  updated_at: instant,
  /** Account the receivable/payable was moved to. */
  payment_method_ledger_account: link.nullable().optional(),
  /** Alpha feature, null for everyone. */
  installments: subList.nullable().optional(),
  /** Buyer order number (BT-13), 50 chars max. */
  purchase_order_reference: z.string().nullable().optional(),
  /** Seller order number (BT-14), 50 chars max. */
  sales_order_reference: z.string().nullable().optional(),
  /** File is a Factur-X PDF. */
  factur_x: z.boolean().optional(),
  /** Check of the Factur-X XML, null when factur_x is false. */
  schematron_validation_status: open("pending", "valid", "invalid").nullable().optional(),
});

/** A customer invoice, credit note or draft. */
export type CustomerInvoice = z.infer<typeof customerInvoiceSchema>;
