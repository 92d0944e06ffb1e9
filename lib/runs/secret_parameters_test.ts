import assert from "node:assert/strict";
import { applyParameters, type Notebook } from "../jupyter/mod.ts";
import { isSecretName } from "./secret_name.ts";
import { maskInjected, maskParameters, secretValues } from "./secret_parameters.ts";

const notebook: Notebook = {
  cells: [{
    cell_type: "code",
    id: "p",
    metadata: { tags: ["parameters"] },
    source:
      'const apiToken: string = "par défaut";\nconst cle: string = "";\nconst societe = "auto";',
    execution_count: null,
    outputs: [],
  }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};
const given = { apiToken: 'un "jeton" = long', cle: "abc", societe: "Martin" };
const applied = applyParameters(notebook, given).notebook;

Deno.test("secretValues() gives declared and given values of parameters that are named as secrets", () => {
  assert.deepEqual(secretValues(applied), ["par défaut", given.apiToken]);
});

Deno.test("maskInjected() masks short secrets too and keeps the others", () => {
  const source = maskInjected(applied.cells[1]!).source;
  assert.match(source, /const apiToken: string = "\*\*\*";\nconst cle: string = "\*\*\*";/);
  assert.match(source, /const societe: string = "Martin";/);
  assert.equal(maskInjected(applied.cells[0]!), applied.cells[0]);
});

Deno.test("maskParameters() masks by name", () => {
  assert.deepEqual(maskParameters(given), { apiToken: "***", cle: "***", societe: "Martin" });
});

Deno.test("isSecretName() reads words in both languages and spellings", () => {
  const secret = [
    "token",
    "API_TOKEN",
    "motDePasse",
    "mot_de_passe",
    "cléApi",
    "secret2",
    "apiKey",
  ];
  assert.deepEqual(secret.filter((name) => !isSecretName(name)), []);
  const open = ["societe", "article", "dateArret", "monkey", "passage", "cletus"];
  assert.deepEqual(open.filter(isSecretName), []);
});
