import { addedColumns, DOMAINS } from "../domains/mod.ts";

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
  plan_item_number: "Compte",
  sens: "Sens",
  solde: "Solde",
  tranche: "Ancienneté",
};

/** Headers on which all domains that have a column of that name agree. */
const AGREED: ReadonlyMap<string, string | null> = agreedLabels();

/** The French header of a column of a computed frame; null when nobody knows it, or domains disagree. */
export function computedLabel(name: string): string | null {
  return COMPUTED[name] ?? AGREED.get(name) ?? null;
}

function agreedLabels(): Map<string, string | null> {
  const agreed = new Map<string, string | null>();
  for (const domain of Object.values(DOMAINS)) {
    for (const { name, label } of [...domain.columns, ...addedColumns(domain.name)]) {
      const known = agreed.get(name);
      agreed.set(name, known === undefined || known === label ? label : null);
    }
  }
  return agreed;
}
