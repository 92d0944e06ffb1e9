import { bigint, onlyApi, text } from "./_column.ts";
import { define, LIST_SHRINK } from "./_define.ts";
import { companyId } from "./_shared_columns.ts";
import type { Domain } from "./types.ts";

/** The journals of each company; with the APIs the ledgers take their names from here. */
export const journals: Domain = define({
  name: "journals",
  title: "Journaux",
  rowNoun: ["journal", "journaux"],
  grain: "Une ligne par journal d'une société.",
  key: ["company_id", "id"],
  columns: onlyApi([
    bigint("id", ["Journal", "Identifiant Pennylane du journal."], { api: "id" }),
    companyId(),
    text("code", ["Code", "Code du journal, par exemple VT, HA, BQ, OD, AN."], { api: "code" }),
    text("label", ["Intitulé", "Intitulé du journal."], { api: "label" }),
    text("type", [
      "Type",
      "`sales` ventes, `purchases` achats, `finances` banque, `carryover` à-nouveaux, `misc` opérations diverses…",
    ], { api: "type" }),
  ]),
  shrink: LIST_SHRINK,
  preview: ["code", "label", "type"],
});
