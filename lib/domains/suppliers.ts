import { integer, onlyApi, text } from "./_column.ts";
import { define, RECORD_SHRINK } from "./_define.ts";
import { createdAt, externalReference } from "./_shared_columns.ts";
import { thirdPartyApiColumns, thirdPartyColumns } from "./_third_party_columns.ts";
import type { Domain } from "./types.ts";

/** The suppliers of each company. */
export const suppliers: Domain = define({
  name: "suppliers",
  title: "Fournisseurs",
  rowNoun: ["fournisseur", "fournisseurs"],
  grain: "Une ligne par fournisseur d'une société.",
  key: ["company_id", "id"],
  columns: [
    ...thirdPartyColumns({
      of: "du fournisseur",
      label: "Fournisseur",
      collective: "401",
      profitAndLoss: "Compte de charges par défaut, classe 6.",
      address: "postal_address",
    }),
    ...onlyApi([
      text("establishment_no", ["SIRET", "Numéro d'établissement à quatorze chiffres."], {
        api: "establishment_no",
      }),
      ...thirdPartyApiColumns("postal_address", "iban"),
      text("payment_method", [
        "Moyen de paiement",
        "Moyen de paiement habituel : `automatic_transfer`, `automatic_debiting`, `check`, `card`…",
      ], { api: "supplier_payment_method" }),
      integer("due_date_delay", ["Délai de règlement (jours)", "Délai de règlement, en jours."], {
        api: "supplier_due_date_delay",
      }),
      text("due_date_rule", [
        "Règle de délai",
        "`days` jours nets, `days_or_end_of_month` jours ou fin de mois.",
      ], { api: "supplier_due_date_rule" }),
      externalReference(),
      createdAt(),
    ]),
  ],
  shrink: RECORD_SHRINK,
  preview: [
    "name",
    "plan_item_number",
    "pnl_plan_item_number",
    "city",
    "registration_number",
    "iban_updated_at",
  ],
});
