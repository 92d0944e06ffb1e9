import {
  bigint,
  boolean,
  convertedAmount,
  currencyAmount,
  date,
  exchangeRate,
  text,
} from "./_column.ts";
import {
  archivedAt,
  companyId,
  createdAt,
  externalReference,
  updatedAt,
} from "./_shared_columns.ts";
import type { Column } from "./types.ts";

/** Invoice columns of Data Sharing up to the third party, in its order. */
export function invoiceHead(): Column[] {
  return [
    bigint("id", ["Facture", "Identifiant Pennylane de la facture."], { api: "id" }),
    date("created_date", ["Date d'entrée", "Jour où la facture est entrée dans Pennylane."]),
    date("issue_date", [
      "Date de facture",
      "Date d'émission ; Data Sharing la déplace au premier jour ouvert quand la période est clôturée.",
    ], { api: "date" }),
    date("deadline", ["Échéance", "Date d'échéance."], { api: "deadline" }),
    companyId(),
  ];
}

/** Invoice columns of Data Sharing from the amounts to the payment, in its order. */
export function invoiceBody(
  paid: { readonly api: string; readonly firm: string | null },
): Column[] {
  return [
    convertedAmount("amount_eur", ["Montant TTC", "Montant toutes taxes comprises, en euros."], {
      api: "amount",
    }),
    convertedAmount("amount_eur_excl_taxes", ["Montant HT", "Montant hors taxes, en euros."], {
      api: "amount - tax",
    }),
    text("currency", ["Devise", "Devise de la facture, sur trois lettres."], { api: "currency" }),
    text("label", ["Libellé", "Libellé de la facture."], { api: "label" }),
    text("invoice_number", ["N° de facture", "Numéro de la facture ; vide sur un brouillon."], {
      api: "invoice_number",
    }),
    text("source", ["Provenance", "Canal par lequel la facture est arrivée."]),
    boolean("is_paid", ["Payée", "Vrai si la facture est entièrement réglée."], paid),
  ];
}

/** When the invoice was made and last changed. */
export function invoiceTimes(): Column[] {
  return [createdAt(), updatedAt()];
}

/** What both kinds of invoices have in the APIs alone. */
export function invoiceApiColumns(): Column[] {
  return [
    convertedAmount("tax_eur", ["TVA", "TVA de la facture, en euros."], { api: "tax" }),
    currencyAmount("currency_amount", [
      "Montant TTC en devise",
      "Montant toutes taxes comprises, dans la devise de la facture.",
    ], { api: "currency_amount" }),
    currencyAmount("currency_amount_excl_taxes", [
      "Montant HT en devise",
      "Montant hors taxes, dans la devise de la facture.",
    ], { api: "currency_amount_before_tax" }),
    currencyAmount("currency_tax", ["TVA en devise", "TVA dans la devise de la facture."], {
      api: "currency_tax",
    }),
    exchangeRate("exchange_rate", [
      "Taux de change",
      "Taux vers l'euro ; 1 pour une facture en euros.",
    ], {
      api: "exchange_rate",
    }),
    convertedAmount("outstanding_balance_excl_taxes", [
      "Reste dû HT",
      "Reste dû hors taxes, avec le signe que donne Pennylane.",
    ], { api: "remaining_amount_without_tax" }),
    bigint("ledger_entry_id", ["Écriture", "Identifiant de l'écriture comptable de la facture."], {
      api: "ledger_entry.id",
    }),
    text("file_name", ["Fichier", "Nom du fichier joint."], { api: "filename" }),
    externalReference(),
    text("e_invoicing_status", [
      "État de la facture électronique",
      "État dans le circuit de facturation électronique ; vide hors de ce circuit.",
    ], { api: "e_invoicing.status", firm: null }),
    archivedAt(),
  ];
}
