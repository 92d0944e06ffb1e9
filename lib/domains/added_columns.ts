import { amount, boolean, convertedAmount, integer, text } from "./_column.ts";
import type { AnyDomainName, Column } from "./types.ts";

const PCG: readonly Column[] = [
  text("pcg_3", ["PCG, 3 chiffres", "Trois premiers chiffres du compte."]),
  text("pcg_2", ["PCG, 2 chiffres", "Deux premiers chiffres du compte."]),
  text("pcg_1", ["Classe", "Classe du plan comptable : premier chiffre du compte."]),
  text("nature_compte", [
    "Nature du compte",
    "`Bilan` classes 1 à 5, `Résultat` classes 6 et 7, `Spécial` classe 8 ; vide sinon.",
  ]),
];

const AMOUNTS: readonly Column[] = [
  amount("solde_debiteur", ["Solde débiteur", "Débit moins crédit s'il est positif, sinon zéro."]),
  amount("solde_crediteur", [
    "Solde créditeur",
    "Crédit moins débit s'il est positif, sinon zéro.",
  ]),
  amount("contribution_resultat", [
    "Contribution au résultat",
    "Crédit moins débit sur les classes 6 et 7, zéro sur les autres.",
  ]),
];

const OPENING: Column = boolean("est_a_nouveau", [
  "À-nouveau",
  "Vrai si la ligne reprend un solde de l'exercice précédent : à exclure d'un cumul sur plusieurs exercices.",
]);

const BALANCE = (label: string) => amount("solde", [label, "Débit moins crédit, toujours."]);

const LEDGER: readonly Column[] = [...PCG, BALANCE("Solde"), ...AMOUNTS, OPENING];

const INVOICE: readonly Column[] = [
  integer("delai_jours", [
    "Délai accordé (jours)",
    "Jours entre la date de facture et l'échéance.",
  ]),
  convertedAmount("montant_tva", ["Montant de TVA", "Montant TTC moins montant HT, en euros."]),
];

const DOCUMENT_KIND: Column = text("nature_piece", [
  "Nature de la pièce",
  "`Avoir` si le montant est négatif, `Facture` sinon.",
]);

const VAT_ZONE: Column = text("zone_tva", [
  "Zone de TVA",
  "`France`, `Union européenne` ou `Hors Union européenne`, d'après le pays de l'adresse.",
]);

const FISCAL_YEAR: readonly Column[] = [
  integer("duree_jours", ["Durée (jours)", "Jours de l'exercice, premier et dernier compris."]),
  boolean("est_cloture", [
    "Clôturé",
    "Vrai si l'exercice est clôturé ou figé : d'après son état avec l'API, sa date de clôture avec Data Sharing.",
  ]),
];

const EURO_BALANCE: Column = amount("solde_eur", [
  "Solde en euros",
  "Solde bancaire d'un compte tenu en euros ; vide pour une autre devise.",
]);

const DIRECTION: Column = text("sens", [
  "Sens",
  "`Encaissement` si le montant est positif, `Décaissement` s'il est négatif.",
]);

const ADDED: Partial<Record<AnyDomainName, readonly Column[]>> = {
  fiscal_years: FISCAL_YEAR,
  customers: [VAT_ZONE],
  suppliers: [VAT_ZONE],
  customer_invoices: [...INVOICE, DOCUMENT_KIND],
  supplier_invoices: [...INVOICE, DOCUMENT_KIND],
  bank_accounts: [EURO_BALANCE],
  bank_transactions: [DIRECTION],
  general_ledger: LEDGER,
  analytical_ledger: LEDGER.map((column) => ({ ...column, summable: false })),
  trial_balance: [...PCG, BALANCE("Solde (débit − crédit)"), ...AMOUNTS],
};

/**
 * The columns that the transforms of `lib/transforms` add to a domain: labels for displays, lines for the dictionary.
 *
 * @param name A domain.
 * @returns The columns in the order in which the transforms add them, marked `derived`; empty when there are none.
 */
export function addedColumns(name: AnyDomainName): readonly Column[] {
  const none = { data_sharing: null, api: null, firm: null };
  return (ADDED[name] ?? []).map((column) => ({ ...column, derived: true, sources: none }));
}
