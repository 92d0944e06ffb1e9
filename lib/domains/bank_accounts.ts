import { amount, bigint, boolean, onlyApi, text, timestamp } from "./_column.ts";
import { define, LIST_SHRINK } from "./_define.ts";
import { companyId, companyName, createdAt, updatedAt } from "./_shared_columns.ts";
import type { Domain } from "./types.ts";

/** Bank accounts tied to each company. */
export const bankAccounts: Domain = define({
  name: "bank_accounts",
  title: "Comptes bancaires",
  rowNoun: ["compte bancaire", "comptes bancaires"],
  grain: "Une ligne par compte bancaire d'une société.",
  key: ["company_id", "id"],
  columns: [
    bigint("id", ["Compte bancaire", "Identifiant Pennylane du compte bancaire."], { api: "id" }),
    companyId(),
    companyName(),
    bigint("establishment_id", ["Banque (identifiant)", "Identifiant de la banque."], {
      api: "bank_establishment.id",
    }),
    text("establishment_name", ["Banque", "Nom de la banque."], {
      api: "/bank_establishments#name",
      firm: null,
    }),
    text("name", ["Nom", "Nom du compte dans Pennylane."], { api: "name" }),
    text("connection", ["Connexion", "Type de connexion bancaire."]),
    bigint("accounting_plan_item_id", [
      "Compte 512 (identifiant)",
      "Identifiant du compte comptable rattaché.",
    ], { api: "ledger_account.id" }),
    text("accounting_plan_item_number", ["Compte 512", "Numéro du compte comptable rattaché."], {
      api: "/ledger_accounts#number",
    }),
    text("accounting_plan_item_label", [
      "Intitulé du compte 512",
      "Intitulé du compte comptable rattaché.",
    ], { api: "/ledger_accounts#label" }),
    text("currency", ["Devise", "Devise du compte, sur trois lettres."], { api: "currency" }),
    boolean("is_visible", ["Visible", "Vrai si le compte est affiché dans Pennylane."]),
    boolean("is_synchronized", [
      "Synchronisé",
      "Vrai si la synchronisation automatique est active.",
    ]),
    {
      ...amount("balance", [
        "Solde bancaire",
        "Solde annoncé par la banque, dans la devise du compte.",
      ], {
        api: "balance",
        firm: null,
      }),
      roundedFromDouble: true,
    },
    boolean("last_sync_success", [
      "Dernière synchronisation réussie",
      "Résultat de la dernière synchronisation ; vide s'il n'y en a jamais eu.",
    ]),
    timestamp("last_sync_at", [
      "Dernière synchronisation",
      "Date et heure de la dernière synchronisation (UTC) ; c'est la date du solde.",
    ]),
    createdAt(),
    updatedAt(),
    ...onlyApi([
      bigint("journal_id", ["Journal (identifiant)", "Identifiant du journal de banque."], {
        api: "journal.id",
      }),
      text("journal_code", ["Journal", "Code du journal de banque."], { api: "/journals#code" }),
    ]),
  ],
  shrink: LIST_SHRINK,
  preview: [
    "name",
    "establishment_name",
    "accounting_plan_item_number",
    "currency",
    "balance",
    "last_sync_at",
  ],
});
