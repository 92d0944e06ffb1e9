import { bigint, boolean, convertedAmount, onlyApi, text } from "./_column.ts";
import { define, RECORD_SHRINK } from "./_define.ts";
import { invoiceApiColumns, invoiceBody, invoiceHead, invoiceTimes } from "./_invoice_columns.ts";
import type { Domain } from "./types.ts";

/** Invoices sent to customers, credit notes included. */
export const customerInvoices: Domain = define({
  name: "customer_invoices",
  title: "Factures clients",
  rowNoun: ["facture client", "factures clients"],
  grain: "Une ligne par facture ou avoir émis ; les archivées manquent dans Data Sharing.",
  key: ["company_id", "id"],
  columns: [
    ...invoiceHead(),
    bigint("customer_id", ["Client", "Identifiant du client."], { api: "customer.id" }),
    text("customer_name", ["Nom du client", "Nom du client dans Pennylane."], {
      api: "/customers#name",
    }),
    ...invoiceBody({ api: "paid", firm: "paid" }),
    convertedAmount("outstanding_balance", [
      "Reste dû",
      "Reste à encaisser, toutes taxes comprises, en euros ; vide sur les brouillons et les avoirs de l'API.",
    ], { api: "remaining_amount_with_tax" }),
    ...invoiceTimes(),
    ...onlyApi([
      boolean("draft", ["Brouillon", "Vrai tant que la facture n'est pas finalisée."], {
        api: "draft",
      }),
      text("status", [
        "État",
        "`upcoming` à régler, `partially_paid` réglée en partie, `paid` réglée, `credit_note` avoir, `draft` brouillon… ; le retard n'y est pas : il se déduit de l'échéance.",
      ], { api: "timeless(status)" }),
      bigint("credited_invoice_id", [
        "Facture créditée",
        "Sur un avoir : la facture qu'il crédite.",
      ], {
        api: "credited_invoice.id",
      }),
      bigint("quote_id", ["Devis", "Identifiant du devis d'origine."], { api: "quote.id" }),
      bigint("billing_subscription_id", ["Abonnement", "Identifiant de l'abonnement d'origine."], {
        api: "billing_subscription.id",
      }),
      ...invoiceApiColumns(),
      text("subject", ["Objet", "Objet imprimé sur la facture."], { api: "pdf_invoice_subject" }),
      text("purchase_order_reference", [
        "Bon de commande",
        "Numéro de commande de l'acheteur.",
      ], { api: "purchase_order_reference", firm: null }),
      text("sales_order_reference", ["Commande client", "Numéro de commande du vendeur."], {
        api: "sales_order_reference",
        firm: null,
      }),
    ]),
  ],
  shrink: RECORD_SHRINK,
  preview: [
    "invoice_number",
    "customer_name",
    "issue_date",
    "deadline",
    "amount_eur",
    "outstanding_balance",
    "is_paid",
  ],
});
