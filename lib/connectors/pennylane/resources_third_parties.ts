import { CMP, DATE, part, resource, SET } from "./_shapes.ts";
import { assignedCategorySchema } from "./schemas/accounting.ts";
import {
  bankAccountSchema,
  bankEstablishmentSchema,
  matchedInvoiceSchema,
  transactionSchema,
} from "./schemas/bank.ts";
import {
  companyCustomerSchema,
  contactSchema,
  customerSchema,
  individualCustomerSchema,
  supplierSchema,
} from "./schemas/third_parties.ts";

/** Customers, companies and individuals. */
export const CUSTOMERS = resource({
  name: "customers",
  list: {
    scope: "customers",
    path: "/customers",
    row: customerSchema,
    filters: {
      ...{ id: CMP, customer_type: ["eq", "not_eq"], ledger_account_id: ["eq", "not_eq"] },
      ...{ name: ["start_with", "eq"], external_reference: ["start_with", ...SET] },
      ...{ reg_no: SET, emails: ["in"] },
    },
    sorts: ["id"],
    maxLimit: 100,
  },
  get: { path: "/customers/{id}", row: customerSchema },
  parts: {
    contacts: part({
      scope: "customers",
      path: "/customers/{id}/contacts",
      row: contactSchema,
    }, ["id"]),
    categories: part({
      scope: "customers",
      path: "/customers/{id}/categories",
      row: assignedCategorySchema,
    }),
  },
});

/** One customer that is a company; there is no list. */
export const COMPANY_CUSTOMERS = resource({
  name: "company_customers",
  get: { path: "/company_customers/{id}", row: companyCustomerSchema },
});

/** One customer that is a person; there is no list. */
export const INDIVIDUAL_CUSTOMERS = resource({
  name: "individual_customers",
  get: { path: "/individual_customers/{id}", row: individualCustomerSchema },
});

/** Suppliers. */
export const SUPPLIERS = resource({
  name: "suppliers",
  list: {
    scope: "suppliers",
    path: "/suppliers",
    row: supplierSchema,
    filters: {
      ...{ id: CMP, ledger_account_id: ["eq", "not_eq"], name: ["start_with"] },
      ...{ external_reference: SET, emails: ["in"] },
    },
    sorts: ["id"],
    maxLimit: 100,
  },
  get: { path: "/suppliers/{id}", row: supplierSchema },
  parts: {
    categories: part({
      scope: "suppliers",
      path: "/suppliers/{id}/categories",
      row: assignedCategorySchema,
    }),
  },
});

/** Bank movements. */
export const TRANSACTIONS = resource({
  name: "transactions",
  list: {
    scope: "transactions",
    path: "/transactions",
    row: transactionSchema,
    filters: { id: SET, bank_account_id: SET, journal_id: SET, date: DATE },
    sorts: ["id"],
    maxLimit: 100,
  },
  get: { path: "/transactions/{id}", row: transactionSchema },
  parts: {
    categories: part({
      scope: "transactions",
      path: "/transactions/{id}/categories",
      row: assignedCategorySchema,
    }),
    matchedInvoices: part({
      scope: "transactions",
      path: "/transactions/{id}/matched_invoices",
      row: matchedInvoiceSchema,
    }),
  },
});

/** Bank accounts. */
export const BANK_ACCOUNTS = resource({
  name: "bank_accounts",
  list: {
    scope: "bank_accounts",
    path: "/bank_accounts",
    row: bankAccountSchema,
    filters: {},
    sorts: ["id"],
    maxLimit: 100,
  },
  get: { path: "/bank_accounts/{id}", row: bankAccountSchema },
});

/** Banks: a shared catalogue, not those of the company. */
export const BANK_ESTABLISHMENTS = resource({
  name: "bank_establishments",
  list: {
    scope: "bank_establishments:readonly",
    path: "/bank_establishments",
    row: bankEstablishmentSchema,
    filters: { id: CMP },
    sorts: ["id"],
    maxLimit: 100,
  },
});
