import { bigint, text, timestamp } from "./_column.ts";
import { companyId, companyName, updatedAt } from "./_shared_columns.ts";
import type { Column } from "./types.ts";

/** What changes from customers to suppliers in the eighteen columns that Data Sharing gives both. */
export interface ThirdParty {
  /** French noun with its article, e.g. « du client ». */
  readonly of: string;
  /** Label of the identifier. */
  readonly label: string;
  /** Two digits of the collective account, 41 or 40. */
  readonly collective: "411" | "401";
  /** French: what the default profit and loss account is. */
  readonly profitAndLoss: string;
  /** API path of the address block. */
  readonly address: string;
}

/** The eighteen columns of customers and suppliers in Data Sharing, in its order. */
export function thirdPartyColumns(
  { of, label, collective, profitAndLoss, address }: ThirdParty,
): Column[] {
  return [
    bigint("id", [label, `Identifiant Pennylane ${of}.`], { api: "id" }),
    text("name", ["Nom", `Nom d'usage ${of} ; il peut différer de la raison sociale.`], {
      api: "name",
    }),
    companyId(),
    companyName(),
    text("vat_rate", ["Code TVA", "Code de TVA par défaut, par exemple `FR_200` pour 20 %."]),
    text("plan_item_number", ["Compte auxiliaire", `Compte ${collective} ${of}.`], {
      api: "/ledger_accounts#number",
    }),
    text("pnl_plan_item_number", ["Compte de résultat", profitAndLoss]),
    text("postal_code", ["Code postal", `Code postal ${of}.`], { api: `${address}.postal_code` }),
    text("country_alpha2", ["Pays", `Pays de l'adresse ${of}, sur deux lettres.`], {
      api: `${address}.country_alpha2`,
    }),
    text("city", ["Ville", `Ville ${of}.`], { api: `${address}.city` }),
    text("registration_number", ["SIREN", "Numéro d'immatriculation : SIREN en France."], {
      api: "reg_no",
    }),
    text("vat_number", ["N° de TVA", "Numéro de TVA intracommunautaire."], { api: "vat_number" }),
    text("activity_code", ["Code NAF", "Code d'activité de l'INSEE."]),
    text("legal_name", ["Raison sociale", "Raison sociale déposée."]),
    text("registration_country_alpha2", [
      "Pays d'immatriculation",
      "Pays d'immatriculation, sur deux lettres.",
    ]),
    timestamp("iban_updated_at", ["IBAN modifié le", "Dernier changement de l'IBAN (UTC)."]),
    text("iban_updated_by", ["IBAN modifié par", "Auteur du dernier changement de l'IBAN."]),
    updatedAt(),
  ];
}

/** What both kinds of third parties have in the APIs alone. */
export function thirdPartyApiColumns(address: string, ibanPath: string): Column[] {
  return [
    text("iban", ["IBAN", "Compte bancaire du tiers."], { api: ibanPath }),
    text("emails", ["E-mails", "Adresses électroniques, séparées par « ; »."], { api: "emails[]" }),
    text("address", ["Adresse", "Rue de l'adresse."], { api: `${address}.address` }),
    bigint("ledger_account_id", ["Compte (identifiant)", "Identifiant du compte auxiliaire."], {
      api: "ledger_account.id",
    }),
  ];
}
