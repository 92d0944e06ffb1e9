import {
  bigint,
  boolean,
  convertedAmount,
  currencyAmount,
  date,
  onlyApi,
  text,
  timestamp,
} from "./_column.ts";
import { define, RECORD_SHRINK } from "./_define.ts";
import { archivedAt, companyId, createdAt, updatedAt } from "./_shared_columns.ts";
import type { Domain } from "./types.ts";

/** Movements of the bank accounts. */
export const bankTransactions: Domain = define({
  name: "bank_transactions",
  title: "Transactions bancaires",
  rowNoun: ["transaction", "transactions"],
  grain: "Une ligne par mouvement d'un compte bancaire.",
  key: ["company_id", "id"],
  columns: [
    bigint("id", ["Transaction", "Identifiant Pennylane de la transaction."], { api: "id" }),
    date("execution_date", ["Date d'exécution", "Jour d'exécution par la banque."], {
      api: "date",
    }),
    companyId(),
    text("account_name", ["Compte bancaire", "Nom du compte bancaire dans Pennylane."], {
      api: "/bank_accounts#name",
    }),
    text("thirdparty_name", ["Nom du tiers", "Nom du client ou du fournisseur."], {
      api: "/customers#name ou /suppliers#name",
    }),
    bigint("thirdparty_id", ["Tiers", "Identifiant du client ou du fournisseur."], {
      api: "customer.id ou supplier.id",
    }),
    text("label", ["Libellé", "Libellé envoyé par la banque."], { api: "label" }),
    convertedAmount("amount_eur", ["Montant", "Montant en euros : positif reçu, négatif versé."], {
      api: "amount",
    }),
    convertedAmount("outstanding_balance", [
      "Reste à justifier",
      "Reste à rapprocher, avec le signe de Pennylane : l'opposé du montant dans l'API.",
    ], { api: "outstanding_balance" }),
    text("currency", ["Devise", "Devise de la transaction, sur trois lettres."], {
      api: "currency",
    }),
    currencyAmount("currency_amount", ["Montant en devise", "Montant dans la devise."], {
      api: "currency_amount",
    }),
    text("source", ["Provenance", "Flux qui a livré la transaction."]),
    boolean("is_potential_duplicate", [
      "Doublon possible",
      "Vrai si une autre transaction a les mêmes montant, compte et jour.",
    ]),
    text("sftp_ebics_files_filename", ["Fichier bancaire", "Nom du fichier SFTP ou EBICS."]),
    timestamp("sftp_ebics_files_created_at", [
      "Fichier bancaire reçu le",
      "Date et heure d'arrivée du fichier (UTC).",
    ]),
    text("accountants_view_status", [
      "État de traitement",
      "État de traitement vu par le comptable.",
    ]),
    text("proof_status", ["État du justificatif", "État du justificatif de la transaction."]),
    updatedAt(),
    ...onlyApi([
      bigint("bank_account_id", [
        "Compte bancaire (identifiant)",
        "Identifiant du compte bancaire.",
      ], {
        api: "bank_account.id",
      }),
      bigint("journal_id", ["Journal (identifiant)", "Identifiant du journal de banque."], {
        api: "journal.id",
      }),
      boolean("attachment_required", [
        "Justificatif requis",
        "Vrai si un justificatif est attendu.",
      ], {
        api: "attachment_required",
      }),
      convertedAmount("fee_eur", ["Frais", "Frais bancaires, en euros."], { api: "fee" }),
      currencyAmount("currency_fee", ["Frais en devise", "Frais bancaires dans leur devise."], {
        api: "currency_fee",
      }),
      text("interbank_code", ["Code interbancaire", "Code d'opération CFONB."], {
        api: "interbank_code",
        firm: null,
      }),
      text("categories", ["Catégories", "Intitulés des catégories, séparés par « ; »."], {
        api: "categories[].label",
      }),
      archivedAt(),
      createdAt(),
    ]),
  ],
  sliceBy: "execution_date",
  shrink: RECORD_SHRINK,
  preview: [
    "execution_date",
    "account_name",
    "thirdparty_name",
    "label",
    "amount_eur",
    "outstanding_balance",
  ],
});
