import { z } from "zod";
import {
  assignedCategory,
  day,
  decimal,
  id,
  instant,
  link,
  open,
  proAccountExpense,
  recordFields,
  reference,
  subList,
} from "./_parts.ts";

/** Keys of every bank movement. */
const movementFields = {
  ...recordFields,
  /** Text label. */
  label: z.string().nullable(),
  /** Needs a supporting document. */
  attachment_required: z.boolean(),
  /** What is left to justify; sign opposite to amount. */
  outstanding_balance: decimal.nullable(),
  /** Archiving time, null when live. */
  archived_at: instant.nullable(),
  /** ISO 4217 code. */
  currency: z.string().nullable(),
  /** Value in the document currency. */
  currency_amount: decimal,
  /** Bank fee, own currency. */
  currency_fee: decimal.nullable(),
  /** Bank fee in euros. */
  fee: decimal.nullable(),
  /** Account of the movement. */
  bank_account: link,
  /** Card expense details (Pro Account). */
  pro_account_expense: proAccountExpense.nullable(),
  /** Analytical split. */
  categories: z.array(assignedCategory),
};

/** Keys of a bank movement matched with an invoice, beside those of every one. */
const matchedFields = {
  /** Accounting / issue date. */
  date: day,
  /** Value in euros. */
  amount: decimal,
  /** Link to the journal. */
  journal: reference,
};

/** A bank movement. Unknown keys are kept. */
export const transactionSchema = z.looseObject({
  ...movementFields,
  /** Movement date. */
  date: day,
  /** Signed: + in, - out. */
  amount: decimal,
  /** Link to the journal. */
  journal: link,
  /** Link to the customer. */
  customer: link.nullable(),
  /** Link to the supplier. */
  supplier: link.nullable(),
  /** Link to the reconciled invoices. */
  matched_invoices: subList,
  /** CFONB operation code. */
  interbank_code: z.string().nullable(),
});

/** A bank movement. */
export type Transaction = z.infer<typeof transactionSchema>;

/** A bank movement matched with a customer invoice. Unknown keys are kept. */
export const customerMatchedTransactionSchema = z.looseObject({
  ...movementFields,
  ...matchedFields,
  /** Link to the customer. */
  customer: link.nullable(),
});

/** A bank movement matched with a customer invoice. */
export type CustomerMatchedTransaction = z.infer<typeof customerMatchedTransactionSchema>;

/** A bank movement matched with a supplier invoice. Unknown keys are kept. */
export const supplierMatchedTransactionSchema = z.looseObject({
  ...movementFields,
  ...matchedFields,
  /** Link to the supplier. */
  supplier: link.nullable(),
});

/** A bank movement matched with a supplier invoice. */
export type SupplierMatchedTransaction = z.infer<typeof supplierMatchedTransactionSchema>;

/** An invoice matched with a bank movement. Unknown keys are kept. */
export const matchedInvoiceSchema = z.looseObject({
  /** Pennylane id (64-bit). */
  id,
  /** Kind. */
  type: open("customer", "supplier"),
  /** Absolute API link to the full object or sub-list. */
  url: z.string(),
});

/** An invoice matched with a bank movement. */
export type MatchedInvoice = z.infer<typeof matchedInvoiceSchema>;

/** A bank account. Unknown keys are kept. */
export const bankAccountSchema = z.looseObject({
  ...recordFields,
  /** Display name. */
  name: z.string(),
  /** ISO 4217 code. */
  currency: z.string(),
  /** Current balance. */
  balance: decimal,
  /** Bank. */
  bank_establishment: reference,
  /** Link to the journal. */
  journal: link.nullable(),
  /** Link to the account. */
  ledger_account: link,
});

/** A bank account. */
export type BankAccount = z.infer<typeof bankAccountSchema>;

/** A bank of the shared catalogue, not of the company. Unknown keys are kept. */
export const bankEstablishmentSchema = z.looseObject({
  ...recordFields,
  /** Display name. */
  name: z.string(),
});

/** A bank of the shared catalogue, not of the company. */
export type BankEstablishment = z.infer<typeof bankEstablishmentSchema>;
