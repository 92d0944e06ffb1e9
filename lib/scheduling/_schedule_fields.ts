import { z } from "zod";
import { isDay, PennyError } from "../base/mod.ts";
import { CATCH_UP_EXPECTED, catchUpPolicy } from "../config/mod.ts";
import { isSecretName } from "../runs/mod.ts";
import { parseRecurrence } from "./parse_recurrence.ts";

const LONGEST_NAME = 60;
/** A leap year: 29 February is a day of every closing calendar. */
const LEAP_YEAR = "2024";
const DAY_EXPECTED = "attendu : un jour AAAA-MM-JJ, ou MM-JJ pour chaque année";

const when = z.string({ error: "attendu : des mots comme « toutes les 2 heures », ou du cron" })
  .transform((text, context) => {
    try {
      return parseRecurrence(text);
    } catch (error) {
      if (!(error instanceof PennyError)) throw error;
      context.issues.push({ code: "custom", message: error.message, input: text });
      return z.NEVER;
    }
  });

const day = z.string({ error: DAY_EXPECTED }).refine(
  (text) => isDay(text) || isDay(`${LEAP_YEAR}-${text}`),
  { error: DAY_EXPECTED },
);

const policy = z.string({ error: `attendu : ${CATCH_UP_EXPECTED}` })
  .transform((text, context) => {
    const known = catchUpPolicy(text);
    if (known !== null) return known;
    context.issues.push({
      code: "custom",
      message: `attendu : ${CATCH_UP_EXPECTED}`,
      input: text,
    });
    return z.NEVER;
  });

const name = z.string({ error: "attendu : un nom" }).refine(
  (text) =>
    text.trim() === text && text !== "" && text.length <= LONGEST_NAME && !/\p{Cc}/u.test(text),
  { error: `attendu : un nom de ${LONGEST_NAME} caractères au plus, sans espace au bord` },
);

const names = (what: string) =>
  z.array(z.string({ error: `attendu : ${what}` }).min(1, { error: `attendu : ${what}` }), {
    error: `attendu : une liste, ["…", "…"]`,
  });

const parameters = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()], { error: "attendu : un texte ou un nombre" })
    .transform(String),
  { error: `attendu : des paramètres, { "nom": "valeur" }` },
).superRefine((values, context) => {
  for (const key of Object.keys(values)) {
    const message = parameterFault(key);
    if (message !== null) context.addIssue({ code: "custom", message, path: [key] });
  }
});

/** Parameters are kept in the warehouse as they are, for every machine that executes: no place for a secret. */
function parameterFault(name: string): string | null {
  if (!/^[^=\s]+$/.test(name)) return "attendu : un nom de paramètre, sans espace";
  if (!isSecretName(name)) return null;
  return "d'après son nom, ce paramètre est un secret, qui resterait en clair dans la base ; écrivez-le dans le fichier .env " +
    "de chaque machine qui exécute, où le carnet le lit (docs/planification.fr.md)";
}

const period = z.strictObject({ du: day, au: day, quand: when }, {
  error: `attendu : { "du": …, "au": …, "quand": … }`,
}).refine(({ du, au }) => du.length === au.length, {
  error: "« du » et « au » doivent avoir la même forme, AAAA-MM-JJ ou MM-JJ",
  path: ["au"],
}).refine(({ du, au }) => du.length !== "AAAA-MM-JJ".length || du <= au, {
  error: "« au » est avant « du »",
  path: ["au"],
});

const schedule = z.strictObject({
  nom: name,
  quand: when,
  plusSouvent: z.array(period, { error: "attendu : une liste de périodes" }).default([]),
  carnets: names("un nom de carnet").default([]),
  societes: names("un nom, un SIREN ou un identifiant").default([]),
  parametres: parameters.default({}),
  priorite: z.int({ error: "attendu : un nombre entier, de -100 à 100" })
    .min(-100, { error: "attendu : -100 au moins" }).max(100, { error: "attendu : 100 au plus" })
    .default(0),
  rattrapage: policy.optional(),
  active: z.boolean({ error: "attendu : true ou false" }).default(true),
}, { error: `attendu : { "nom": …, "quand": … }` });

/** The file `penny.schedules.json` as users write it. */
export const SCHEDULES_FILE = z.strictObject({
  planifications: z.array(schedule, { error: "attendu : une liste de planifications" })
    .min(1, { error: "aucune planification ; supprimez le fichier pour revenir à PENNY_SCHEDULE" })
    .superRefine((all, context) => {
      all.forEach(({ nom }, index) => {
        if (all.findIndex((other) => other.nom.toLowerCase() === nom.toLowerCase()) < index) {
          context.addIssue({
            code: "custom",
            message: `le nom « ${nom} » est déjà pris`,
            path: [index, "nom"],
          });
        }
      });
    }),
}, { error: `attendu : { "planifications": [ … ] }` });

/** One schedule as read. */
export type ScheduleFields = z.output<typeof schedule>;
