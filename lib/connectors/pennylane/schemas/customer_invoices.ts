import { z } from "zod";
import { documentFields, invoiceFields, saleFields } from "./_documents.ts";
import { decimal, invoiceFlow, link, open, reference, subList } from "./_parts.ts";

/** A customer invoice, credit note or draft. Unknown keys are kept. */
export const customerInvoiceSchema = z.looseObject({
  ...documentFields,
  ...invoiceFields,
  ...saleFields,
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
  /** Still due, VAT included. */
  remaining_amount_with_tax: decimal.nullable(),
  /** Still due, VAT excluded. */
  remaining_amount_without_tax: decimal.nullable(),
  /** True until finalized. */
  draft: z.boolean(),
  /** Link to the header fields. */
  custom_header_fields: subList,
  /** Subscription that produced it. */
  billing_subscription: reference.nullable(),
  /** Set on a credit note: the invoice it credits. */
  credited_invoice: link.nullable(),
  /** Template used. */
  customer_invoice_template: reference.nullable(),
  /** Quote it comes from. */
  quote: reference.nullable(),
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
