import { bigint, boolean, onlyApi, text } from "./_column.ts";
import { define, RECORD_SHRINK } from "./_define.ts";
import { companyId, createdAt, updatedAt } from "./_shared_columns.ts";
import type { Domain } from "./types.ts";

/** The chart of accounts of each company; with the APIs ledgers and third parties take account labels from here. */
export const ledgerAccounts: Domain = define({
  name: "ledger_accounts",
  title: "Plan comptable",
  rowNoun: ["compte", "comptes"],
  grain: "Une ligne par compte du plan comptable d'une société.",
  key: ["company_id", "id"],
  columns: onlyApi([
    bigint("id", ["Compte (identifiant)", "Identifiant Pennylane du compte."], { api: "id" }),
    companyId(),
    text("number", ["Compte", "Numéro du compte, sans zéros ajoutés."], { api: "number" }),
    text("label", ["Intitulé", "Intitulé du compte."], { api: "label" }),
    text("vat_rate", ["Code TVA", "Code de TVA du compte ; `any` par défaut."], {
      api: "vat_rate",
    }),
    text("country_alpha2", ["Pays", "Pays du compte ; `any` par défaut."], {
      api: "country_alpha2",
    }),
    boolean("enabled", ["Actif", "Vrai si le compte est actif pour la société."], {
      api: "enabled",
    }),
    text("type", [
      "Type",
      "`generic` courant, `reserved` réservé, `custom` ajouté, `customer` client, `supplier` fournisseur, `bank` banque.",
    ], { api: "type", firm: null }),
    boolean("letterable", ["Lettrable", "Vrai si les lignes du compte peuvent être lettrées."], {
      api: "letterable",
    }),
    createdAt({ api: "created_at", firm: null }),
    updatedAt({ api: "updated_at", firm: null }),
  ]),
  shrink: RECORD_SHRINK,
  preview: ["number", "label", "type", "enabled"],
});
