import type { Random } from "./prng.ts";

/** Given names of synthetic people. */
export const FIRST_NAMES = [
  "Camille",
  "Léa",
  "Hugo",
  "Noémie",
  "Théo",
  "Élodie",
  "François",
  "Anaïs",
  "Mathis",
  "Chloé",
  "Raphaël",
  "Inès",
  "Jérôme",
  "Zoé",
  "Benoît",
  "Maëlle",
  "Loïc",
  "Agathe",
  "Cédric",
  "Solène",
  "Yanis",
  "Aïcha",
  "Gaël",
  "Océane",
] as const;

/** Family names of synthetic people. */
export const LAST_NAMES = [
  "Lemoine",
  "Garnier",
  "Le Goff",
  "Besançon",
  "D'Aubigny",
  "Chevallier",
  "Nuñez",
  "Perrin",
  "Lefèvre",
  "Marchand",
  "Aubry",
  "Köhler",
  "Roussel",
  "Hébert",
  "Delmas",
  "Vasseur",
  "Bouchard",
  "N'Diaye",
  "Guérin",
  "Tessier",
  "Maréchal",
  "Jacquot",
  "Pélissier",
  "Rivière",
] as const;

/** Towns with their postal codes. */
export const TOWNS = [
  ["Rennes", "35000"],
  ["Angers", "49000"],
  ["Annecy", "74000"],
  ["Béziers", "34500"],
  ["Bègles", "33130"],
  ["Grenoble", "38000"],
  ["Lille", "59000"],
  ["Mâcon", "71000"],
  ["Nîmes", "30000"],
  ["Orléans", "45000"],
  ["Quimper", "29000"],
  ["Saint-Étienne", "42000"],
  ["Sète", "34200"],
  ["Tours", "37000"],
  ["Valence", "26000"],
  ["Vannes", "56000"],
  ["Villeurbanne", "69100"],
  ["Épinal", "88000"],
] as const;

const BUSINESS = [
  "Ateliers",
  "Groupe",
  "Maison",
  "Éditions",
  "Transports",
  "Laboratoires",
  "Domaine",
  "Cabinet",
  "Hôtel",
  "Coopérative",
  "Clinique",
  "Librairie",
  "Menuiserie",
  "Garage",
] as const;

const SPECIFIC = [
  "de l'Étoile",
  "du Vieux Port",
  "Bélanger",
  "Montségur",
  "des Trois Ponts",
  "d'Armor",
  "Kérouan",
  "de la Source",
  "Castelnau",
  "des Oliviers",
  "Beaurepaire",
  "Lumière & Fils",
  "du Moulin",
  "Saint-Côme",
  "Grand Large",
  "Hauterive",
  "de l'Île",
  "Val d'Orge",
] as const;

/** « Prénom Nom » of a synthetic person. */
export function personName(random: Random): string {
  return `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
}

/** Name of a synthetic company. */
export function businessName(random: Random): string {
  return `${random.pick(BUSINESS)} ${random.pick(SPECIFIC)}`;
}

/** Text without accents, in capitals, letters and digits only, cut to `length`. */
export function codeOf(text: string, length: number): string {
  return text.normalize("NFD").replace(/[^A-Za-z0-9]/g, "").toUpperCase().slice(0, length);
}
