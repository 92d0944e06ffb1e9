import { bigint, boolean, date, integer, onlyApi, text, timestamp } from "./_column.ts";
import { define, LIST_SHRINK } from "./_define.ts";
import type { Domain } from "./types.ts";

/** The companies that a source lets us see: everything else hangs on them. */
export const companies: Domain = define({
  name: "companies",
  title: "Sociétés",
  rowNoun: ["société", "sociétés"],
  grain: "Une ligne par société visible avec les accès donnés.",
  key: ["company_id"],
  columns: [
    bigint("company_id", ["Société", "Identifiant Pennylane de la société."], {
      data_sharing: "id",
      api: "/me#company.id",
      firm: "/companies#id",
    }),
    text("name", ["Nom", "Nom d'usage de la société ; il peut différer de la raison sociale."], {
      api: "company.name",
      firm: "name",
    }),
    bigint("firm_id", ["Cabinet", "Identifiant du cabinet comptable en charge du dossier."]),
    text("firm_name", ["Nom du cabinet", "Nom du cabinet comptable en charge du dossier."]),
    text("trade_name", ["Nom commercial", "Nom commercial de la société."], {
      firm: "billing_company_name",
    }),
    text("registration_number", ["SIREN", "Numéro d'immatriculation : SIREN en France."], {
      api: "company.reg_no",
      firm: "siren",
    }),
    text("vat_number", ["N° de TVA", "Numéro de TVA intracommunautaire."]),
    text("country_alpha2", ["Pays", "Pays d'immatriculation, sur deux lettres."]),
    text("city", ["Ville", "Ville du siège."], { firm: "city" }),
    text("postal_code", ["Code postal", "Code postal du siège."], { firm: "postal_code" }),
    text("saas_plan", ["Offre Pennylane", "Offre souscrite, par exemple `v1_essential`."]),
    boolean("cash_based_accounting", [
      "Comptabilité de trésorerie",
      "Vrai en comptabilité de trésorerie, faux en comptabilité d'engagement.",
    ]),
    text("vat_frequency", [
      "Périodicité de TVA",
      "`monthly` mensuelle, `quarterly` trimestrielle, `yearly` annuelle, `not_applicable` sans objet.",
    ]),
    integer("vat_day_of_month", ["Jour de TVA", "Jour du mois où la TVA est due."]),
    text("fiscal_category", ["Catégorie fiscale", "Catégorie d'imposition des bénéfices."]),
    text("fiscal_regime", ["Régime fiscal", "Régime d'imposition."]),
    date("registration_date", ["Date d'immatriculation", "Jour de l'immatriculation."]),
    text("activity_code", ["Code NAF", "Code d'activité de l'INSEE."], { firm: "activity_code" }),
    text("activity_sector", ["Secteur d'activité", "Intitulé du secteur d'activité."]),
    text("legal_form_code", ["Code forme juridique", "Code INSEE de la forme juridique."]),
    text("legal_form", ["Forme juridique", "Intitulé de la forme juridique."]),
    timestamp("created_at", ["Créée le", "Date et heure de création dans Pennylane (UTC)."]),
    timestamp("updated_at", ["Modifiée le", "Date et heure de la dernière modification (UTC)."]),
    ...onlyApi([
      text("accounting_logic", [
        "Plan comptable",
        "Référentiel du plan comptable, par exemple `FR_PCG`.",
      ], { api: "company.accounting_logic", firm: null }),
      text("address", ["Adresse", "Rue du siège."], { firm: "address" }),
      text("client_code", ["Code dossier", "Code du dossier dans le cabinet."], {
        firm: "client_code",
      }),
      text("external_id", ["Identifiant externe", "Identifiant propre au cabinet."], {
        firm: "external_id",
      }),
    ]),
  ],
  shrink: LIST_SHRINK,
  preview: ["name", "registration_number", "legal_form", "city", "vat_frequency", "company_id"],
});
