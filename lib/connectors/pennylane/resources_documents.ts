import { CMP, part, resource, SET } from "./_shapes.ts";
import { assignedCategorySchema } from "./schemas/accounting.ts";
import {
  customerMatchedTransactionSchema,
  supplierMatchedTransactionSchema,
} from "./schemas/bank.ts";
import {
  appendixSchema,
  customerInvoiceLineSchema,
  customHeaderFieldSchema,
  invoiceLineSectionSchema,
  paymentSchema,
} from "./schemas/customer_invoice_parts.ts";
import { customerInvoiceSchema } from "./schemas/customer_invoices.ts";
import { productSchema, quoteSchema } from "./schemas/sales.ts";
import { supplierInvoiceLineSchema, supplierInvoiceSchema } from "./schemas/supplier_invoices.ts";

const SALES = { scope: "customer_invoices" } as const;
const PURCHASES = { scope: "supplier_invoices" } as const;

/** Customer invoices, credit notes and drafts, and what belongs to each. */
export const CUSTOMER_INVOICES = resource({
  name: "customer_invoices",
  list: {
    ...SALES,
    path: "/customer_invoices",
    row: customerInvoiceSchema,
    filters: {
      ...{ id: CMP, date: CMP, customer_id: CMP, billing_subscription_id: CMP, quote_id: CMP },
      ...{ invoice_number: SET, draft: ["eq"], credit_note: ["eq"], external_reference: ["eq"] },
      ...{ category_id: ["in"], flow_id: SET },
    },
    sorts: ["id", "date"],
    maxLimit: 100,
    includesLines: true,
  },
  get: { path: "/customer_invoices/{id}", row: customerInvoiceSchema },
  parts: {
    invoiceLines: part({
      ...SALES,
      path: "/customer_invoices/{id}/invoice_lines",
      row: customerInvoiceLineSchema,
    }, ["id", "rank"]),
    invoiceLineSections: part({
      ...SALES,
      path: "/customer_invoices/{id}/invoice_line_sections",
      row: invoiceLineSectionSchema,
    }, ["id"]),
    payments: part({
      ...SALES,
      path: "/customer_invoices/{id}/payments",
      row: paymentSchema,
    }, ["id"]),
    matchedTransactions: part({
      ...SALES,
      path: "/customer_invoices/{id}/matched_transactions",
      row: customerMatchedTransactionSchema,
    }, ["id"]),
    categories: part({
      ...SALES,
      path: "/customer_invoices/{id}/categories",
      row: assignedCategorySchema,
    }),
    appendices: part({
      ...SALES,
      path: "/customer_invoices/{id}/appendices",
      row: appendixSchema,
    }),
    customHeaderFields: part({
      ...SALES,
      path: "/customer_invoices/{id}/custom_header_fields",
      row: customHeaderFieldSchema,
    }, ["id"]),
  },
});

/** Supplier invoices, and what belongs to each. */
export const SUPPLIER_INVOICES = resource({
  name: "supplier_invoices",
  list: {
    ...PURCHASES,
    path: "/supplier_invoices",
    row: supplierInvoiceSchema,
    filters: {
      ...{ id: CMP, supplier_id: CMP, date: CMP, invoice_number: SET, category_id: ["in"] },
      ...{ external_reference: SET, payment_status: SET, flow_id: SET },
    },
    sorts: ["id", "date"],
    maxLimit: 100,
  },
  get: { path: "/supplier_invoices/{id}", row: supplierInvoiceSchema },
  parts: {
    invoiceLines: part({
      ...PURCHASES,
      path: "/supplier_invoices/{id}/invoice_lines",
      row: supplierInvoiceLineSchema,
    }, ["id"]),
    payments: part({
      ...PURCHASES,
      path: "/supplier_invoices/{id}/payments",
      row: paymentSchema,
    }, ["id"]),
    matchedTransactions: part({
      ...PURCHASES,
      path: "/supplier_invoices/{id}/matched_transactions",
      row: supplierMatchedTransactionSchema,
    }, ["id"]),
    categories: part({
      ...PURCHASES,
      path: "/supplier_invoices/{id}/categories",
      row: assignedCategorySchema,
    }),
  },
});

/** Products. */
export const PRODUCTS = resource({
  name: "products",
  list: {
    scope: "products",
    path: "/products",
    row: productSchema,
    filters: { id: CMP, label: ["eq", "in"], reference: ["eq", "in"], external_reference: SET },
    sorts: ["id"],
    maxLimit: 100,
  },
  get: { path: "/products/{id}", row: productSchema },
});

/** Quotes. */
export const QUOTES = resource({
  name: "quotes",
  list: {
    scope: "quotes",
    path: "/quotes",
    row: quoteSchema,
    filters: { id: CMP, customer_id: CMP, status: SET },
    sorts: ["id"],
    maxLimit: 100,
  },
  get: { path: "/quotes/{id}", row: quoteSchema },
});
