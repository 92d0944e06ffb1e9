import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { parseSchedules } from "./parse_schedules.ts";

const settings = { text: null, timeZone: "Europe/Paris", catchUp: "once" } as const;

function faultsOf(text: string, notebookFault?: (names: readonly string[]) => string | null) {
  try {
    parseSchedules(text, { settings, notebookFault });
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  assert.fail("the file was accepted");
}

Deno.test("parseSchedules() reads every key, comments and a trailing comma", () => {
  const [schedule, ...others] = parseSchedules(
    `\uFEFF{
  // clôture
  "planifications": [{
    "nom": "Clôture",
    "quand": "toutes les 2 heures",
    "plusSouvent": [{ "du": "12-20", "au": "01-15", "quand": "10 min" }],
    "carnets": ["general_ledger"],
    "societes": ["Boulangerie Martin", "123456789"],
    "parametres": { "societe": "Martin", "lignes": 20 },
    "priorite": -5,
    "rattrapage": "toutes",
  }, { "nom": "repos", "quand": "10 min", "active": false }],
}`,
    { settings },
  );
  assert.deepEqual(others, []);
  assert.equal(schedule?.name, "Clôture");
  assert.equal(schedule.when.text, "toutes les 2 heures");
  assert.deepEqual(schedule.faster.map(({ from, to, when }) => [from, to, when.text]), [
    ["12-20", "01-15", "10 min"],
  ]);
  assert.deepEqual(schedule.parameters, { societe: "Martin", lignes: "20" });
  assert.equal(schedule.catchUp, "all");
  assert.equal(schedule.priority, -5);
  assert.equal(schedule.timeZone, "Europe/Paris");
});

Deno.test("parseSchedules() takes the policy of the settings where none is named", () => {
  const [schedule] = parseSchedules(`{"planifications":[{"nom":"a","quand":"2 h"}]}`, {
    settings: { ...settings, catchUp: "skip" },
  });
  assert.equal(schedule?.catchUp, "skip");
  assert.deepEqual(schedule.notebooks, []);
});

Deno.test("parseSchedules() names every fault with its line and path", () => {
  const message = faultsOf(`{
  "planifications": [
    {
      "nom": "a",
      "quand": "de temps en temps"
    },
    {
      "nom": "A",
      "carnet": ["x"],
      "quand": "2 h",
      "priorite": 1.5
    },
    { "quand": "10 min", "plusSouvent": [{ "du": "2026-12-20", "au": "2026-12-01", "quand": "5 min" }] }
  ]
}`);
  assert.match(message, /ligne 5, planifications\[0\]\.quand : .*de temps en temps.*par exemple/);
  assert.match(message, /ligne 9, planifications\[1\]\.carnet : clé inconnue ; .*« carnets »/);
  assert.match(message, /ligne 11, planifications\[1\]\.priorite : attendu : un nombre entier/);
  assert.match(message, /ligne 13, planifications\[2\]\.nom : attendu : un nom/);
  assert.match(message, /ligne 13, .*plusSouvent\[0\]\.au : « au » est avant « du »/);
});

Deno.test("parseSchedules() refuses the same name twice, whatever its capitals", () => {
  const message = faultsOf(
    `{"planifications":[{"nom":"a","quand":"2 h"},\n{"nom":"A","quand":"2 h"}]}`,
  );
  assert.match(message, /ligne 2, planifications\[1\]\.nom : le nom « A » est déjà pris/);
});

Deno.test("parseSchedules() tells where the text is no JSON", () => {
  assert.match(faultsOf(`{\n  "planifications": [\n`), /ligne 3, colonne 1, .* est attendu/);
  assert.match(faultsOf(""), /ce n'est pas du JSON, ligne 1/);
});

Deno.test("parseSchedules() refuses what is no list of schedules", () => {
  for (
    const text of ["[]", "3", "null", `{}`, `{"planifications": []}`, `{"planifications": {}}`]
  ) {
    assert.match(faultsOf(text), /attendu : |aucune planification/);
  }
});

Deno.test("parseSchedules() refuses days that do not exist", () => {
  const file = (du: string, au: string) =>
    `{"planifications":[{"nom":"a","quand":"2 h","plusSouvent":[{"du":"${du}","au":"${au}","quand":"5 min"}]}]}`;
  assert.match(
    faultsOf(file("2026-02-30", "2026-03-01")),
    /plusSouvent\[0\]\.du : attendu : un jour/,
  );
  assert.match(faultsOf(file("12-20", "2027-01-15")), /la même forme/);
});

Deno.test("parseSchedules() tells which schedule names an unknown notebook", () => {
  const message = faultsOf(
    `{"planifications":[{"nom":"a","quand":"2 h",\n"carnets":["inconnu"]}]}`,
    (names) => `carnet inconnu : ${names.join(", ")}`,
  );
  assert.match(message, /ligne 2, planifications\[0\]\.carnets : carnet inconnu : inconnu/);
});

Deno.test("parseSchedules() refuses parameters that are secrets by their names, and keeps their values to itself", () => {
  const message = faultsOf(
    `{"planifications":[{"nom":"a","quand":"2 h","parametres":{
      "societe": "Martin", "cléApi": "keskese",
      "apiToken": "tok-123456", "mot_de_passe": 12, "a b": "x" }}]}`,
  );
  assert.match(message, /4\sfautes/);
  for (const place of ["ligne 2, .*cléApi", "ligne 3, .*apiToken", "ligne 3, .*mot_de_passe"]) {
    assert.match(message, new RegExp(`${place} : d'après son nom, .* secret.*\\.env`));
  }
  assert.match(message, /parametres\.a b : attendu : un nom de paramètre/);
  assert.doesNotMatch(message, /tok-123456|keskese|Martin/);
});
