import { onlyApi, text } from "./_column.ts";
import { define, LEDGER_SHRINK } from "./_define.ts";
import { ledgerApiColumns, ledgerColumns } from "./_ledger_columns.ts";
import type { Domain } from "./types.ts";

/** Every bookkeeping line, the finest level. */
export const generalLedger: Domain = define({
  name: "general_ledger",
  title: "Grand livre",
  rowNoun: ["ligne d'écriture", "lignes d'écriture"],
  grain: "Une ligne par ligne d'écriture comptable.",
  key: ["company_id", "id"],
  columns: [
    ...ledgerColumns([
      "company_id",
      "company_name",
      "id",
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
      "fec_pieceref",
      "thirdparty_id",
      "thirdparty_plan_item_number",
      "thirdparty_plan_item_label",
      "invoice_link",
      "created_by",
      "document_created_at",
      "document_updated_at",
    ]),
    ...ledgerApiColumns(),
    ...onlyApi([
      text("categories", [
        "Catégories",
        "Intitulés des catégories analytiques de la ligne, séparés par « ; ».",
      ], { api: "categories[].label" }),
    ]),
  ],
  sliceBy: "date",
  balance: { debit: "debit", credit: "credit", date: "date" },
  shrink: LEDGER_SHRINK,
  preview: [
    "date",
    "journal_code",
    "plan_item_number",
    "plan_item_label",
    "label",
    "debit",
    "credit",
  ],
});
