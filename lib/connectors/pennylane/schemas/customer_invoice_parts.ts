import { z } from "zod";
import { invoiceLineFields } from "./_documents.ts";
import { customField, decimal, discount, link, open, recordFields } from "./_parts.ts";

/** A line of a customer invoice. Unknown keys are kept. */
export const customerInvoiceLineSchema = z.looseObject({
  ...invoiceLineFields,
  /** Unit name. */
  unit: z.string().nullable(),
  /** Number of units. */
  quantity: decimal,
  /** Link to the product. */
  product: link.nullable(),
  /** Unit price net of VAT, up to 6 decimals. */
  raw_currency_unit_price: decimal,
  /** type absolute or relative, plus value. */
  discount,
  /** Rank of the section holding the line. */
  section_rank: z.int().nullable(),
  /** goods or services, from the ledger account. */
  substance: open("goods", "services").nullable().optional(),
  /** Pairs name/value. */
  custom_fields: z.array(customField).optional(),
});

/** A line of a customer invoice. */
export type CustomerInvoiceLine = z.infer<typeof customerInvoiceLineSchema>;

/** A section of lines. Unknown keys are kept. */
export const invoiceLineSectionSchema = z.looseObject({
  ...recordFields,
  /** Title. */
  title: z.string().nullable(),
  /** Free text. */
  description: z.string().nullable(),
  /** Order. */
  rank: z.int(),
});

/** A section of lines. */
export type InvoiceLineSection = z.infer<typeof invoiceLineSectionSchema>;

/** An appendix of an invoice. Unknown keys are kept. */
export const appendixSchema = z.looseObject({
  ...recordFields,
  /** Absolute API link to the full object or sub-list. */
  url: z.string(),
  /** Name of the attached file. */
  filename: z.string(),
});

/** An appendix of an invoice. */
export type Appendix = z.infer<typeof appendixSchema>;

/** A free field in the header of an invoice. Unknown keys are kept. */
export const customHeaderFieldSchema = z.looseObject({
  ...recordFields,
  /** Title. */
  title: z.string(),
  /** Value. */
  value: z.string().nullable(),
  /** Order. */
  rank: z.int(),
});

/** A free field in the header of an invoice. */
export type CustomHeaderField = z.infer<typeof customHeaderFieldSchema>;

/** A payment recorded on an invoice; not a bank movement. Unknown keys are kept. */
export const paymentSchema = z.looseObject({
  ...recordFields,
  /** Text label. */
  label: z.string(),
  /** ISO 4217 code. */
  currency: z.string().nullable(),
  /** Value in the document currency. */
  currency_amount: decimal,
  /** State. */
  status: open(
    "initiated",
    "pending",
    "emitted",
    "found",
    "not_found",
    "aborted",
    "error",
    "refunded",
    "prepared",
    "pending_customer_approval",
    "pending_submission",
    "submitted",
    "confirmed",
    "paid_out",
    "cancelled",
    "customer_approval_denied",
    "failed",
    "charged_back",
    "resubmission_requested",
    "draft",
  ),
});

/** A payment recorded on an invoice; not a bank movement. */
export type Payment = z.infer<typeof paymentSchema>;
