import { addedColumns } from "../domains/mod.ts";

/** French headers of columns that are computed for a display and belong to no domain. */
const COMPUTED: Readonly<Record<string, string>> = {
  a_payer: "Reste à payer",
  charges: "Charges",
  classe: "Classe",
  ecart_jours: "Écart (jours)",
  etat: "État",
  etiquette: "Étiquette",
  factures: "Factures",
  jours: "Jours",
  jours_cloture: "Délai de clôture (jours)",
  jours_retard: "Jours de retard",
  mois: "Mois",
  nombre: "Nombre",
  part: "Part",
  produits: "Produits",
  reste_du: "Reste dû",
  resultat: "Résultat",
  sens: "Sens",
  tranche: "Ancienneté",
};

/** The French header of a column that the reader's domain does not know; null when nobody knows it. */
export function computedLabel(name: string): string | null {
  const added = addedColumns("general_ledger").find((column) => column.name === name);
  return added?.label ?? COMPUTED[name] ?? null;
}
