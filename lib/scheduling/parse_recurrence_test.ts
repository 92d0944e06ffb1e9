import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { parseRecurrence } from "./parse_recurrence.ts";

const EVERY_HOUR = Array.from({ length: 24 }, (_, hour) => hour).join(",");

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  "toutes les 2 heures": ["0 0,2,4,6,8,10,12,14,16,18,20,22 * * *"],
  "Toutes les deux heures.": ["0 0,2,4,6,8,10,12,14,16,18,20,22 * * *"],
  "10 min": [`0,10,20,30,40,50 ${EVERY_HOUR} * * *`],
  "toutes les 10 minutes": [`0,10,20,30,40,50 ${EVERY_HOUR} * * *`],
  "tous les quarts d’heure": [`0,15,30,45 ${EVERY_HOUR} * * *`],
  "chaque heure": [`0 ${EVERY_HOUR} * * *`],
  "1 h 30": ["0 0,3,6,9,12,15,18,21 * * *", "30 1,4,7,10,13,16,19,22 * * *"],
  "chaque jour à 6 h": ["0 6 * * *"],
  "CHAQUE JOUR A 6H30": ["30 6 * * *"],
  "tous les jours à 06:05": ["5 6 * * *"],
  "tous les jours à 6 h, 12 h et 18 h 30": ["0 6,12 * * *", "30 18 * * *"],
  "chaque jour à minuit et à midi": ["0 0,12 * * *"],
  "chaque lundi à 8 h": ["0 8 * * 1"],
  "tous les lundis et jeudis à 8\u00a0h": ["0 8 * * 1,4"],
  "du vendredi au lundi à 7 h": ["0 7 * * 5,6,0,1"],
  "les jours ouvrés à 7 h": ["0 7 * * 1-5"],
  "chaque jour ouvre a 7 h": ["0 7 * * 1-5"],
  "les jours ouvrables à 7 h": ["0 7 * * 1-6"],
  "le 1er de chaque mois à 5 h": ["0 5 1 * *"],
  "chaque mois le 1er et le 15 à 5 h 15": ["15 5 1,15 * *"],
  "le dernier jour du mois à 20 h": ["0 20 L * *"],
  "0 6 * * 1-5": ["0 6 * * 1-5"],
  "*/5  8-18 * * MON-FRI": ["*/5 8-18 * * MON-FRI"],
};

const REFUSED: Readonly<Record<string, RegExp>> = {
  "": /ni des mots connus/,
  "de temps en temps": /écrivez par exemple « toutes les 2 heures »/,
  "2": /ni des mots connus/,
  "lundi": /l'heure manque/,
  "chaque jour": /l'heure manque/,
  "chaque jour à 25 h": /de 0 h à 23 h 59/,
  "chaque jour à 6 h 75": /de 0 h à 23 h 59/,
  "le 31 de chaque mois à 5 h": /« le dernier jour de chaque mois à 5 h »/,
  "7 min": /écrivez « 6 min » ou « 8 min »/,
  "toutes les 5 heures": /écrivez « 4 h » ou « 6 h »/,
  "0 min": /« 1 min » ou plus/,
  "30 secondes": /« 1 min » ou plus/,
  "tous les 2 jours": /« chaque jour à 6 h »/,
  "36 heures": /« chaque jour à 6 h »/,
  "61 * * * *": /hors de ses limites/,
  "0 6 * * lundi": /hors de ses limites/,
  "0 0 31 2 *": /n'arrive jamais/,
  "0 0 6 * * *": /cinq champs/,
};

for (const [text, patterns] of Object.entries(KNOWN)) {
  Deno.test(`parseRecurrence() reads « ${text} »`, () => {
    assert.deepEqual(parseRecurrence(text).patterns, patterns);
  });
}

for (const [text, why] of Object.entries(REFUSED)) {
  Deno.test(`parseRecurrence() refuses « ${text} » with an example`, () => {
    assert.throws(
      () => parseRecurrence(text),
      (error: unknown) => error instanceof UsageError && why.test(error.message),
    );
  });
}
