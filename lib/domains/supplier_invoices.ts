import { bigint, boolean, convertedAmount, onlyApi, text } from "./_column.ts";
import { define, RECORD_SHRINK } from "./_define.ts";
import { invoiceApiColumns, invoiceBody, invoiceHead, invoiceTimes } from "./_invoice_columns.ts";
import type { Domain } from "./types.ts";

/** Invoices received from suppliers. */
export const supplierInvoices: Domain = define({
  name: "supplier_invoices",
  title: "Factures fournisseurs",
  rowNoun: ["facture fournisseur", "factures fournisseurs"],
  grain: "Une ligne par facture ou avoir reçu.",
  key: ["company_id", "id"],
  columns: [
    ...invoiceHead(),
    bigint("supplier_id", ["Fournisseur", "Identifiant du fournisseur."], { api: "supplier.id" }),
    text("supplier_name", ["Nom du fournisseur", "Nom du fournisseur dans Pennylane."], {
      api: "/suppliers#name",
    }),
    ...invoiceBody({ api: "paid", firm: null }),
    ...invoiceTimes(),
    ...onlyApi([
      text("accounting_status", [
        "État comptable",
        "`draft` non transmise, `entry` à compléter, `validation_needed` à valider, `complete` validée, `archived` archivée.",
      ], { api: "accounting_status" }),
      text("payment_status", [
        "État du paiement",
        "`to_be_paid` à payer, `payment_scheduled` prévu, `fully_paid` réglée, `paid_offline` réglée hors Pennylane…",
      ], { api: "payment_status" }),
      boolean("reconciled", ["Rapprochée", "Vrai si la facture est rapprochée de la banque."], {
        api: "reconciled",
      }),
      convertedAmount("outstanding_balance", [
        "Reste dû",
        "Reste à payer, toutes taxes comprises, en euros, avec le signe de Pennylane : négatif tant que la facture n'est pas réglée.",
      ], { api: "remaining_amount_with_tax" }),
      ...invoiceApiColumns(),
      text("import_source", ["Connecteur de fichiers", "`dropbox` ou `gdrive`."], {
        api: "import_source.source",
        firm: null,
      }),
    ]),
  ],
  shrink: RECORD_SHRINK,
  preview: ["invoice_number", "supplier_name", "issue_date", "deadline", "amount_eur", "is_paid"],
});
