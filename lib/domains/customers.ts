import { onlyApi, text } from "./_column.ts";
import { define, RECORD_SHRINK } from "./_define.ts";
import { createdAt, externalReference } from "./_shared_columns.ts";
import { thirdPartyApiColumns, thirdPartyColumns } from "./_third_party_columns.ts";
import type { Domain } from "./types.ts";

/** The customers of each company. */
export const customers: Domain = define({
  name: "customers",
  title: "Clients",
  rowNoun: ["client", "clients"],
  grain:
    "Une ligne par client d'une société ; un même client servi par deux sociétés a deux lignes.",
  key: ["company_id", "id"],
  columns: [
    ...thirdPartyColumns({
      of: "du client",
      label: "Client",
      collective: "411",
      profitAndLoss: "Compte de produits par défaut, classe 7.",
      address: "billing_address",
    }),
    ...onlyApi([
      text("customer_type", ["Type de client", "`company` société ou `individual` particulier."], {
        api: "customer_type",
      }),
      text("first_name", ["Prénom", "Prénom d'un client particulier."], { api: "first_name" }),
      text("last_name", ["Nom de famille", "Nom d'un client particulier."], { api: "last_name" }),
      text("recipient", ["Destinataire", "Personne à qui les factures sont adressées."], {
        api: "recipient",
      }),
      text("phone", ["Téléphone", "Numéro de téléphone."], { api: "phone" }),
      ...thirdPartyApiColumns("billing_address", "billing_iban"),
      text("delivery_address", ["Adresse de livraison", "Rue de l'adresse de livraison."], {
        api: "delivery_address.address",
      }),
      text("delivery_postal_code", [
        "Code postal de livraison",
        "Code postal de l'adresse de livraison.",
      ], { api: "delivery_address.postal_code" }),
      text("delivery_city", ["Ville de livraison", "Ville de l'adresse de livraison."], {
        api: "delivery_address.city",
      }),
      text("payment_conditions", [
        "Délai de règlement",
        "`upon_receipt` à réception, `30_days` 30 jours, `30_days_end_of_month` 30 jours fin de mois…",
      ], { api: "payment_conditions" }),
      text("billing_language", ["Langue", "Langue des factures, par exemple `fr_FR`."], {
        api: "billing_language",
      }),
      text("reference", ["Référence", "Référence libre."], { api: "reference" }),
      externalReference(),
      text("notes", ["Notes", "Notes libres."], { api: "notes" }),
      createdAt(),
    ]),
  ],
  shrink: RECORD_SHRINK,
  preview: [
    "name",
    "plan_item_number",
    "city",
    "country_alpha2",
    "registration_number",
    "updated_at",
  ],
});
