import { z } from "zod";
import { categoryOfGroupSchema, categorySchema, fiscalYearSchema } from "./accounting.ts";
import { bankAccountSchema, transactionSchema } from "./bank.ts";
import { customerInvoiceSchema } from "./customer_invoices.ts";
import { ledgerAccountSchema, ledgerEntryLineSchema, ledgerEntrySchema } from "./ledger.ts";
import { day, id, instant, link, recordFields, reference, subList } from "./_parts.ts";
import { supplierInvoiceSchema } from "./supplier_invoices.ts";
import { customerSchema, supplierSchema } from "./third_parties.ts";

/** Archiving time, null when live. */
const archived = { archived_at: instant.nullable() };

/** The description of this API does not say that these are days. */
const loose = { deadline: z.string().nullable() };

/** A company of the firm. Unknown keys are kept. */
export const firmCompanySchema = z.looseObject({
  /** Pennylane id (64-bit). */
  id,
  /** Display name. */
  name: z.string(),
  /** Trade name. */
  billing_company_name: z.string().nullish(),
  /** SIREN (9 digits); "" when unknown. */
  siren: z.string().nullish(),
  /** Street line. */
  address: z.string().nullish(),
  /** City. */
  city: z.string().nullish(),
  /** Postal code. */
  postal_code: z.string().nullish(),
  /** Nomenclature of the activity code. */
  activity_nomenclature: z.string().nullish(),
  /** Code of the activity. */
  activity_code: z.string().nullish(),
  /** The firm's own identifier. */
  external_id: z.string().nullish(),
  /** Code of the file inside the firm. */
  client_code: z.string().nullish(),
});

/** A company of the firm. */
export type FirmCompanyRow = z.infer<typeof firmCompanySchema>;

/** A customer as the Firm API gives it. Unknown keys are kept. */
export const firmCustomerSchema = customerSchema
  .omit({ contacts: true, mandates: true, pro_account_mandates: true })
  .extend({ ledger_account: link.nullable() });

/** A supplier as the Firm API gives it. Unknown keys are kept. */
export const firmSupplierSchema = supplierSchema.extend({ ledger_account: link.nullable() });

/** A customer invoice as the Firm API gives it. Unknown keys are kept. */
export const firmCustomerInvoiceSchema = customerInvoiceSchema.omit({
  ...{ e_invoicing: true, installments: true, payment_method_ledger_account: true },
  ...{ purchase_order_reference: true, sales_order_reference: true },
  ...{ factur_x: true, schematron_validation_status: true },
}).extend(loose);

/** A supplier invoice as the Firm API gives it. Unknown keys are kept. */
export const firmSupplierInvoiceSchema = supplierInvoiceSchema.omit({
  ...{ e_invoicing: true, import_source: true, paid: true },
  ...{ payment_method_ledger_account: true },
}).extend({ ...loose, date: z.string().nullable() });

/** A bank account as the Firm API gives it: without its balance. Unknown keys are kept. */
export const firmBankAccountSchema = bankAccountSchema.omit({ balance: true });

/** A bank movement as the Firm API gives it. Unknown keys are kept. */
export const firmTransactionSchema = transactionSchema
  .omit({ matched_invoices: true, interbank_code: true });

/** A ledger account as the Firm API gives it. Unknown keys are kept. */
export const firmLedgerAccountSchema = ledgerAccountSchema
  .omit({ type: true, created_at: true, updated_at: true })
  .extend(archived);

/** An entry as the Firm API gives it, in the list and alone: never a draft, and without its lines. Unknown keys are kept. */
export const firmLedgerEntrySchema = ledgerEntrySchema
  .omit({ journal_id: true, ledger_attachment_filename: true })
  .extend({ date: day });

/** A line of an entry as the Firm API gives it. Unknown keys are kept. */
export const firmLedgerEntryLineSchema = ledgerEntryLineSchema.extend({
  ledger_entry: link,
  /** Periods over which the amount spreads. */
  imputation_dates: z.array(
    z.looseObject({ start_date: day.nullable(), end_date: day.nullable() }),
  ),
});

/** A lettered line as the Firm API gives it. Unknown keys are kept. */
export const firmLetteredLineSchema = ledgerEntryLineSchema.omit({ categories: true });

/** A fiscal year as the Firm API gives it: without times. Unknown keys are kept. */
export const firmFiscalYearSchema = fiscalYearSchema.omit({ created_at: true, updated_at: true });

/** A category as the Firm API gives it. Unknown keys are kept. */
export const firmCategorySchema = categorySchema.extend(archived);

/** A category as the list of its group gives it. Unknown keys are kept. */
export const firmCategoryOfGroupSchema = categoryOfGroupSchema.extend(archived);

/** A document of a company. Unknown keys are kept. */
export const documentFileSchema = z.looseObject({
  ...recordFields,
  /** File name. */
  name: z.string(),
  /** Where it is, from the root. */
  path: z.string(),
  /** Folder that holds it; null at the root. */
  parent_folder: reference.nullable(),
  /** Temporary link: treat it as a secret. */
  url: z.string(),
});

/** A folder of documents. Unknown keys are kept. */
export const documentFolderSchema = z.looseObject({
  ...recordFields,
  /** Name of the folder. */
  name: z.string(),
  /** Where it is, from the root. */
  path: z.string(),
  /** Folder that holds it; null at the root. */
  parent_folder: reference.nullable(),
  /** Link to its files. */
  files: subList,
});
