import { z } from "zod";
import { address, open, recordFields, reference, subList } from "./_parts.ts";

/** Keys of every customer. */
const customerFields = {
  ...recordFields,
  /** Display name. */
  name: z.string(),
  /** IBAN. */
  billing_iban: z.string().nullable(),
  /** Payment terms. */
  payment_conditions: open(
    "upon_receipt",
    "custom",
    "7_days",
    "15_days",
    "30_days",
    "30_days_end_of_month",
    "45_days",
    "45_days_end_of_month",
    "60_days",
  ),
  /** Name of the addressee. */
  recipient: z.string(),
  /** Phone number. */
  phone: z.string().nullable(),
  /** Free reference. */
  reference: z.string().nullable(),
  /** Free notes. */
  notes: z.string().nullable(),
  /** Link to the account. */
  ledger_account: reference.nullable(),
  /** List of e-mail addresses. */
  emails: z.array(z.string()),
  /** Address block. */
  billing_address: address,
  /** Address block. */
  delivery_address: address,
  /** Unique reference, caller-set or generated. */
  external_reference: z.string(),
  /** Locale of the invoices. */
  billing_language: open("fr_FR", "en_GB", "de_DE", "es_ES"),
  /** Link to the GoCardless mandates. */
  mandates: subList,
  /** Link to the Pro Account mandates. */
  pro_account_mandates: subList,
  /** Link to the contacts. */
  contacts: subList,
};

/** A customer, company or individual (`customer_type`). Unknown keys are kept. */
export const customerSchema = z.looseObject({
  ...customerFields,
  /** EU VAT number; "" when unknown; only of company customers. */
  vat_number: z.string().nullable().optional(),
  /** SIREN (9 digits); "" when unknown; only of company customers. */
  reg_no: z.string().nullable().optional(),
  /** Tells the two shapes apart. */
  customer_type: open("company", "individual"),
  /** First name; only of individual customers. */
  first_name: z.string().optional(),
  /** Last name; only of individual customers. */
  last_name: z.string().optional(),
});

/** A customer, company or individual (`customer_type`). */
export type Customer = z.infer<typeof customerSchema>;

/** A customer that is a company. Unknown keys are kept. */
export const companyCustomerSchema = z.looseObject({
  ...customerFields,
  /** EU VAT number; "" when unknown. */
  vat_number: z.string().nullable(),
  /** SIREN (9 digits); "" when unknown. */
  reg_no: z.string().nullable(),
});

/** A customer that is a company. */
export type CompanyCustomer = z.infer<typeof companyCustomerSchema>;

/** A customer that is a person. Unknown keys are kept. */
export const individualCustomerSchema = z.looseObject({
  ...customerFields,
  /** First name. */
  first_name: z.string(),
  /** Last name. */
  last_name: z.string(),
});

/** A customer that is a person. */
export type IndividualCustomer = z.infer<typeof individualCustomerSchema>;

/** A contact of a customer. Unknown keys are kept. */
export const contactSchema = z.looseObject({
  ...recordFields,
  /** First name. */
  first_name: z.string(),
  /** Last name. */
  last_name: z.string(),
  /** Role of the contact. */
  role: z.string(),
  /** E-mail address. */
  email: z.string(),
  /** Phone. */
  telephone_number: z.string().nullable(),
  /** Mobile phone. */
  mobile_number: z.string().nullable(),
});

/** A contact of a customer. */
export type Contact = z.infer<typeof contactSchema>;

/** A supplier. Unknown keys are kept. */
export const supplierSchema = z.looseObject({
  ...recordFields,
  /** Display name. */
  name: z.string(),
  /** SIRET (14 digits). */
  establishment_no: z.string().nullable(),
  /** SIREN (9 digits); "" when unknown. */
  reg_no: z.string().nullable(),
  /** EU VAT number; "" when unknown. */
  vat_number: z.string().nullable(),
  /** Link to the account. */
  ledger_account: reference.nullable(),
  /** List of e-mail addresses. */
  emails: z.array(z.string()),
  /** IBAN; "" when unknown. */
  iban: z.string().nullable(),
  /** Address block. */
  postal_address: address,
  /** Usual means of payment. */
  supplier_payment_method: open(
    "automatic_transfer",
    "manual_transfer",
    "automatic_debiting",
    "bill_of_exchange",
    "check",
    "cash",
    "card",
    "other",
  ).nullable(),
  /** Days. */
  supplier_due_date_delay: z.int().nullable(),
  /** How the delay is counted. */
  supplier_due_date_rule: open("days", "days_or_end_of_month").nullable(),
  /** Unique reference, caller-set or generated. */
  external_reference: z.string(),
});

/** A supplier. */
export type Supplier = z.infer<typeof supplierSchema>;
