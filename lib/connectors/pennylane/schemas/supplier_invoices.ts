import { z } from "zod";
import {
  day,
  decimal,
  id,
  imputationDates,
  instant,
  invoiceFlow,
  link,
  open,
  reference,
  subList,
  transactionReference,
} from "./_parts.ts";

/** A supplier invoice. Unknown keys are kept. */
export const supplierInvoiceSchema = z.looseObject({
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
  /** Null when not read from the file yet. */
  date: day.nullable(),
  /** Due date. */
  deadline: day.nullable(),
  /** VAT in the document currency. */
  currency_tax: decimal,
  /** VAT in euros. */
  tax: decimal,
  /** Matched with the bank. */
  reconciled: z.boolean(),
  /** Where the accountant stands. */
  accounting_status: open("draft", "archived", "entry", "validation_needed", "complete"),
  /** Name of the attached file. */
  filename: z.string().nullable(),
  /** Temporary file link, dies after 30 min; may be null just after creation. */
  public_file_url: z.string().nullable(),
  /** Seen NEGATIVE on unpaid invoices (amount "120.0" gives "-120.0"). */
  remaining_amount_with_tax: decimal.nullable(),
  /** Seen NEGATIVE on unpaid invoices. */
  remaining_amount_without_tax: decimal.nullable(),
  /** Accounting entry of the document (its id equals the document id since 2026). */
  ledger_entry: reference.nullable(),
  /** Link to the supplier. */
  supplier: link.nullable(),
  /** Link to the lines. */
  invoice_lines: subList,
  /** Link to the analytical split. */
  categories: subList,
  /** Matching hint for a bank feed. */
  transaction_reference: transactionReference.nullable(),
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
  /** Link to the payments. */
  payments: subList,
  /** Link to the reconciled bank movements. */
  matched_transactions: subList,
  /** Unique reference, caller-set or generated. */
  external_reference: z.string(),
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
  /** Archiving time, null when live. */
  archived_at: instant.nullable(),
  /** Row creation time, UTC, microseconds. */
  created_at: instant,
  /** Last row change, UTC, microseconds. */
  updated_at: instant,
  /** Account the receivable/payable was moved to. */
  payment_method_ledger_account: link.nullable().optional(),
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
  /** Pennylane id (64-bit). */
  id,
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
  /** Row creation time, UTC, microseconds. */
  created_at: instant,
  /** Last row change, UTC, microseconds. */
  updated_at: instant,
});

/** A line of a supplier invoice. */
export type SupplierInvoiceLine = z.infer<typeof supplierInvoiceLineSchema>;
