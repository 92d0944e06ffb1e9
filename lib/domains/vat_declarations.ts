import { amount, bigint, boolean, date, text } from "./_column.ts";
import { define, LIST_SHRINK } from "./_define.ts";
import { companyId, companyName } from "./_shared_columns.ts";
import type { Domain } from "./types.ts";

/** Follow-up of VAT returns; Data Sharing alone has them, with one amount per return. */
export const vatDeclarations: Domain = define({
  name: "vat_declarations",
  title: "Déclarations de TVA",
  rowNoun: ["déclaration de TVA", "déclarations de TVA"],
  grain: "Une ligne par période de TVA d'une société, même sans déclaration attendue.",
  key: ["company_id", "period_end"],
  columns: [
    companyId({}),
    companyName({}),
    date("period_start", [
      "Début de période",
      "Premier jour de la période ; vide tant que la déclaration n'existe pas.",
    ]),
    date("period_end", ["Fin de période", "Dernier jour de la période."]),
    text("vat_frequency", [
      "Périodicité",
      "`monthly` mensuelle, `quarterly` trimestrielle, `yearly` annuelle.",
    ]),
    boolean("is_expected", ["Attendue", "Vrai si une déclaration est due pour cette période."]),
    text("status", [
      "État",
      "`not done` en retard, `pending` à venir, puis `done`, `sent`, `accepted`, `paid` ; vide si rien n'était dû.",
    ]),
    bigint("declaration_document_id", ["Document", "Identifiant du document de la déclaration."]),
    text("declaration_form_name", ["Formulaire", "Nom du formulaire, par exemple CA3."]),
    amount("declaration_amount", ["Montant", "Montant de la déclaration, en euros."]),
  ],
  shrink: LIST_SHRINK,
  preview: ["period_start", "period_end", "vat_frequency", "status", "declaration_amount"],
});
