import { z } from "zod";
import { documentFields, invoiceFields, invoiceLineFields } from "./_documents.ts";
import { day, decimal, invoiceFlow, link, open } from "./_parts.ts";

/** A supplier invoice. Unknown keys are kept. */
export const supplierInvoiceSchema = z.looseObject({
  ...documentFields,
  ...invoiceFields,
  /** Null when not read from the file yet. */
  date: day.nullable(),
  /** Matched with the bank. */
  reconciled: z.boolean(),
  /** Where the accountant stands. */
  accounting_status: open("draft", "archived", "entry", "validation_needed", "complete"),
  /** Seen NEGATIVE on unpaid invoices (amount "120.0" gives "-120.0"). */
  remaining_amount_with_tax: decimal.nullable(),
  /** Seen NEGATIVE on unpaid invoices. */
  remaining_amount_without_tax: decimal.nullable(),
  /** Link to the supplier. */
  supplier: link.nullable(),
  /** Where the payment stands. */
  payment_status: open(
    "to_be_processed",
    "to_be_paid",
    "partially_paid",
    "payment_error",
    "payment_scheduled",
    "payment_in_progress",
    "payment_emitted",
    "payment_found",
    "paid_offline",
    "fully_paid",
  ),
  /** E-invoicing state, null outside e-invoicing. */
  e_invoicing: z.looseObject({
    /** State. */
    status: open(
      "waiting_for_validation",
      "approved",
      "rejected",
      "disputed",
      "refused",
      "collected",
      "partially_collected",
    ),
    /** Cause given with the e-invoicing status. */
    reason: open(
      "incorrect_vat_rate",
      "incorrect_unit_prices",
      "incorrect_billed_quantity",
      "incorrect_billed_item",
      "defective_delivered_item",
      "delivery_issue",
      "bank_details_error",
      "incorrect_payment_terms",
      "missing_legal_notice",
      "missing_contractual_reference",
      "recipient_error",
      "contract_completed",
      "duplicate_invoice",
      "incorrect_prices",
      "non_compliant_invoice",
    ).nullable(),
    /** AFNOR flow. */
    flow: invoiceFlow.nullable().optional(),
    /** Original e-invoice file. */
    source_file_url: z.string().nullable().optional(),
    /** Peppol address that received it. */
    electronic_billing_address: z.string().nullable().optional(),
  }).nullable(),
  /** True when settled. */
  paid: z.boolean().optional(),
  /** Set when it came from a file connector. */
  import_source: z.looseObject({
    /** Connector. */
    source: open("dropbox", "gdrive"),
    /** Path. */
    path: z.string(),
  }).nullable().optional(),
});

/** A supplier invoice. */
export type SupplierInvoice = z.infer<typeof supplierInvoiceSchema>;

/** A line of a supplier invoice. Unknown keys are kept. */
export const supplierInvoiceLineSchema = z.looseObject({
  ...invoiceLineFields,
});

/** A line of a supplier invoice. */
export type SupplierInvoiceLine = z.infer<typeof supplierInvoiceLineSchema>;
