import { amount, bigint, boolean, date, text } from "./_column.ts";
import { define, LIST_SHRINK } from "./_define.ts";
import { companyId, companyName, createdAt, updatedAt } from "./_shared_columns.ts";
import type { Domain } from "./types.ts";

/** Tax returns prepared in Pennylane; Data Sharing alone has them. */
export const taxDeclarations: Domain = define({
  name: "tax_declarations",
  title: "Déclarations fiscales",
  rowNoun: ["déclaration fiscale", "déclarations fiscales"],
  grain: "Une ligne par déclaration fiscale préparée dans Pennylane.",
  key: ["company_id", "id"],
  columns: [
    bigint("id", ["Déclaration", "Identifiant Pennylane de la déclaration."]),
    companyId({}),
    companyName({}),
    text("declaration_type", ["Type", "`TVA`, `DAS2`, `IS`, `CVAE`, `RCM` ou `Liasse`."]),
    text("form", ["Formulaire", "Numéro du formulaire."]),
    bigint("declaration_id", [
      "Identifiant Télédec",
      "Identifiant chez l'opérateur de télédéclaration.",
    ]),
    date("declaration_period_start_at", ["Début de période", "Premier jour couvert."]),
    date("declaration_period_end_at", ["Fin de période", "Dernier jour couvert."]),
    text("declaration_status", [
      "État",
      "`created` créée, `sent` envoyée, `accepted` acceptée, `rejected` rejetée, `error` en erreur.",
    ]),
    boolean("is_declaration_validated", [
      "Déclaration validée",
      "Vrai si la déclaration est validée.",
    ]),
    boolean("is_payment_validated", [
      "Télérèglement validé",
      "Vrai si le télérèglement est validé ; ce n'est pas la preuve d'un paiement.",
    ]),
    amount("payment_amount", [
      "Montant à payer",
      "Montant à payer selon la déclaration, en euros.",
    ]),
    text("reason_for_rejection", ["Motif de rejet", "Pourquoi la déclaration a été rejetée."]),
    updatedAt({}),
    createdAt({}),
  ],
  shrink: LIST_SHRINK,
  preview: [
    "declaration_type",
    "form",
    "declaration_period_end_at",
    "declaration_status",
    "payment_amount",
  ],
});
