import { bigint, date, integer, onlyApi, text, timestamp } from "./_column.ts";
import { define, LIST_SHRINK } from "./_define.ts";
import { companyId, companyName, createdAt, updatedAt } from "./_shared_columns.ts";
import type { Domain } from "./types.ts";

/** The fiscal years of each company. */
export const fiscalYears: Domain = define({
  name: "fiscal_years",
  title: "Exercices",
  rowNoun: ["exercice", "exercices"],
  grain: "Une ligne par exercice comptable d'une société.",
  key: ["company_id", "id"],
  columns: [
    bigint("id", ["Exercice", "Identifiant Pennylane de l'exercice."], { api: "id" }),
    companyId(),
    companyName(),
    text("company_external_id", [
      "Identifiant externe de la société",
      "Identifiant de la société propre au cabinet.",
    ], { firm: "/companies#external_id" }),
    integer("start_year", ["Année de début", "Année civile du premier jour."], {
      api: "year(start)",
    }),
    date("start_date", ["Début", "Premier jour de l'exercice."], { api: "start" }),
    date("end_date", ["Fin", "Dernier jour de l'exercice."], { api: "finish" }),
    text("descriptor", ["Libellé", "Nom de l'exercice : une année ou deux, `2024-2025`."], {
      api: "years(start, finish)",
    }),
    timestamp("closed_at", [
      "Clôturé le",
      "Date et heure de clôture (UTC) ; vide s'il est ouvert.",
    ]),
    updatedAt({ api: "updated_at", firm: null }),
    ...onlyApi([
      text("status", [
        "État",
        "`open` ouvert, `reopen` rouvert, `closed` clôturé, `frozen` figé.",
      ], { api: "status" }),
      createdAt({ api: "created_at", firm: null }),
    ]),
  ],
  shrink: LIST_SHRINK,
  preview: ["descriptor", "start_date", "end_date", "closed_at", "company_name", "id"],
});
