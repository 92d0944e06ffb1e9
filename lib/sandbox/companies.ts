import { dateOf, type Day } from "./calendar.ts";
import { sirenOf, vatNumberOf } from "./identities.ts";
import { TOWNS } from "./names.ts";
import type { Company, Trade } from "./types.ts";

const TRADES: readonly Trade[] = ["pharmacie", "agence", "batiment"];

const NAMES: Readonly<Record<Trade, readonly string[]>> = {
  pharmacie: [
    "Pharmacie des Tilleuls",
    "Pharmacie du Marché",
    "Pharmacie de l'Horloge",
    "Pharmacie Saint-Léger",
    "Pharmacie du Canal",
    "Pharmacie des Écoles",
    "Pharmacie de la Gare",
    "Pharmacie Beauséjour",
  ],
  agence: [
    "Agence Belle Rive",
    "Studio Contrechamp",
    "Atelier Parenthèse",
    "Agence L'Écho Digital",
    "Studio Mistral & Co",
    "Agence Pixel d'Oc",
    "Atelier Grand Angle",
    "Agence Hémisphère",
  ],
  batiment: [
    "Charpentes Roussel",
    "Maçonnerie Delmas & Fils",
    "Toitures du Vercors",
    "Bâtir en Loire",
    "Constructions Aubépine",
    "Menuiserie Générale Perrin",
    "Entreprise Guérin Bâtiment",
    "Rénovation Sud-Est",
  ],
};

const PROFILES = {
  pharmacie: {
    activityCode: "4773Z",
    activitySector: "Commerce de détail de produits pharmaceutiques",
    legalFormCode: "5485",
    legalForm: "SELARL",
    vatFrequency: "monthly",
    vatDay: 19,
    firstMonth: 1,
  },
  agence: {
    activityCode: "7311Z",
    activitySector: "Activités des agences de publicité",
    legalFormCode: "5710",
    legalForm: "SAS",
    vatFrequency: "monthly",
    vatDay: 21,
    firstMonth: 1,
  },
  batiment: {
    activityCode: "4391A",
    activitySector: "Travaux de charpente",
    legalFormCode: "5499",
    legalForm: "SARL",
    vatFrequency: "quarterly",
    vatDay: 24,
    firstMonth: 7,
  },
} as const;

/** The company of a rank: the three trades in turn, the same identity whatever the seed. */
export function companyOf(index: number, listed = true): Company {
  const trade = TRADES[index % 3]!;
  const turn = Math.floor(index / 3);
  const names = NAMES[trade];
  const [city, postalCode] = TOWNS[(index * 5 + turn) % TOWNS.length]!;
  const round = Math.floor(turn / names.length);
  const base = names[turn % names.length]!;
  const name = round === 0 ? base : `${base} - ${city} ${round + 1}`;
  const siren = sirenOf("001" + String((index * 7919 + 10_007) % 100_000).padStart(5, "0"));
  const registeredOn: Day = dateOf(2011 + (index % 6), 1 + (index % 12), 14);
  return {
    index,
    id: 21_847_061 + index * 113,
    trade,
    name,
    tradeName: name,
    siren,
    vatNumber: vatNumberOf(siren),
    city,
    postalCode,
    ...PROFILES[trade],
    firmId: index % 4 === 3 ? null : 6021,
    firmName: index % 4 === 3 ? null : "Cabinet Hermine Expertise",
    registeredOn,
    createdOn: dateOf(2019, 3 + (index % 9), 5),
    listed,
  };
}
