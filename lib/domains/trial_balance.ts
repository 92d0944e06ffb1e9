import { amount, bigint, boolean, date, onlyApi, text } from "./_column.ts";
import { define, RECORD_SHRINK } from "./_define.ts";
import { companyId, companyName, updatedAt } from "./_shared_columns.ts";
import type { Domain } from "./types.ts";

/** Totals per account and fiscal year. */
export const trialBalance: Domain = define({
  name: "trial_balance",
  title: "Balance générale",
  rowNoun: ["compte", "comptes"],
  grain:
    "Une ligne par compte et par exercice ; les comptes auxiliaires sont regroupés sous 401 et 411.",
  key: ["company_id", "fiscal_period_start", "fiscal_period_finish", "number"],
  columns: [
    companyId(),
    companyName(),
    bigint("id", [
      "Compte (identifiant)",
      "Identifiant du compte ; vide sur les lignes regroupées 401 et 411.",
    ]),
    text("number", ["Compte", "Numéro du compte dans le plan comptable."], { api: "number" }),
    text("vat_rate", [
      "Code TVA",
      "Code de TVA du compte, par exemple `FR_200` ; `any` par défaut.",
    ]),
    text("country_alpha2", ["Pays", "Pays du compte ; `any` par défaut."]),
    text("label", ["Libellé", "Intitulé du compte."], { api: "label" }),
    boolean("enabled", ["Actif", "Vrai si le compte est actif pour la société."]),
    amount("debits", ["Débit", "Total des débits de la période, en euros."], { api: "debits" }),
    amount("credits", ["Crédit", "Total des crédits de la période, en euros."], { api: "credits" }),
    amount("balance", ["Solde", "Débit moins crédit, en euros."], { api: "debits - credits" }),
    bigint("ledger_events_count", ["Nombre de lignes", "Nombre d'écritures derrière les totaux."]),
    text("notes_count", [
      "Nombre de notes",
      "Nombre de notes sur le compte, en texte : la source n'en documente pas le type.",
    ]),
    date("fiscal_period_start", ["Début d'exercice", "Premier jour de l'exercice."], {
      api: "period_start",
    }),
    date("fiscal_period_finish", ["Fin d'exercice", "Dernier jour de l'exercice."], {
      api: "period_end",
    }),
    updatedAt({}),
    ...onlyApi([
      text("formatted_number", [
        "Compte complété",
        "Numéro complété à droite par des zéros, selon la longueur réglée dans Pennylane.",
      ], { api: "formatted_number" }),
    ]),
  ],
  balance: { debit: "debits", credit: "credits", date: "fiscal_period_start" },
  shrink: RECORD_SHRINK,
  preview: ["number", "label", "debits", "credits", "balance", "fiscal_period_finish"],
});
