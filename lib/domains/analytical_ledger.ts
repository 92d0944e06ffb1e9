import { bigint, integer, onlyApi, rate, text } from "./_column.ts";
import { define, LEDGER_SHRINK } from "./_define.ts";
import { ledgerApiColumns, ledgerColumns } from "./_ledger_columns.ts";
import type { Domain } from "./types.ts";

/** Ledger lines spread over their analytical tags: a line repeats once per tag, never sum it as a ledger. */
export const analyticalLedger: Domain = define({
  name: "analytical_ledger",
  title: "Grand livre analytique",
  rowNoun: ["ligne analytique", "lignes analytiques"],
  grain:
    "Une ligne par ligne d'écriture et par étiquette analytique : une ligne à deux étiquettes est présente deux fois, son montant ne s'additionne pas.",
  key: ["company_id", "id", "ordinal"],
  columns: [
    ...ledgerColumns([
      "id",
      "company_id",
      "company_name",
      "date",
      "lettering",
      "label",
      "debit",
      "credit",
      "plan_item_number",
      "plan_item_label",
      "journal_code",
      "journal_label",
      "document_id",
      "document_label",
      "invoice_number",
      "invoice_link",
      "fec_pieceref",
      "document_created_at",
      "document_updated_at",
      "thirdparty_id",
      "thirdparty_plan_item_number",
      "thirdparty_plan_item_label",
    ]),
    text("tag_group", ["Axe analytique", "Famille à laquelle l'étiquette appartient."], {
      api: "/category_groups#label",
    }),
    text("tag_label", ["Étiquette", "Intitulé de l'étiquette analytique."], {
      api: "categories[].label",
    }),
    text("analytical_code", ["Code analytique", "Code de l'étiquette analytique."], {
      api: "categories[].analytical_code",
    }),
    rate("tag_weight", ["Poids", "Part de la ligne donnée à l'étiquette, entre 0 et 1."], {
      api: "categories[].weight",
    }),
    {
      ...integer("ordinal", [
        "Rang",
        "Rang de l'étiquette parmi celles de la ligne, à partir de 1 ; calculé par Penny.",
      ], { data_sharing: null }),
      derived: true,
    },
    ...ledgerApiColumns(),
    ...onlyApi([
      bigint("category_id", ["Catégorie", "Identifiant Pennylane de l'étiquette analytique."], {
        api: "categories[].id",
      }),
    ]),
  ].map(notSummedAcrossTags),
  sliceBy: "date",
  ordinal: {
    by: ["company_id", "id"],
    orderBy: ["tag_group", "tag_label", "analytical_code", "tag_weight"],
  },
  shrink: LEDGER_SHRINK,
  preview: [
    "date",
    "plan_item_number",
    "label",
    "tag_group",
    "tag_label",
    "tag_weight",
    "debit",
    "credit",
  ],
});

function notSummedAcrossTags<T extends { readonly summable: boolean }>(column: T): T {
  return { ...column, summable: false };
}
