import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import type { CodeCell, Notebook } from "./notebook.ts";
import { applyParameters, INJECTED_TAG, parametersOf } from "./parameters.ts";
import { parseParameters } from "./parse_parameters.ts";

function code(id: string, source: string, tags: readonly string[] = []): CodeCell {
  const metadata = tags.length > 0 ? { tags } : {};
  return { cell_type: "code", id, metadata, source, execution_count: null, outputs: [] };
}

function notebookOf(...cells: readonly CodeCell[]): Notebook {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const DECLARED = `const societe: string = "auto"; // nom
const lignes: number = 10;
const detail: boolean = false;
const depuis: string | null = null;
const periode: "mois" | "trimestre" = "mois";`;
const NOTEBOOK = notebookOf(code("p", DECLARED, ["parameters"]), code("c", "societe"));

Deno.test("applyParameters() injects a cell right behind the declarations", () => {
  const { notebook, values } = applyParameters(NOTEBOOK, { societe: `É "x"\n`, lignes: "2.5" });
  assert.deepEqual(notebook.cells.map(({ id }) => id), ["p", "parametres-donnes", "c"]);
  const injected = notebook.cells[1]!;
  assert.deepEqual(injected.metadata, { tags: [INJECTED_TAG] });
  const given = parseParameters(injected.source).map((
    { name, type, value },
  ) => [name, type, value]);
  assert.deepEqual(given, [["societe", "string", `É "x"\n`], ["lignes", "number", 2.5]]);
  const rest = { detail: false, depuis: null, periode: "mois" };
  assert.deepEqual(values, { societe: `É "x"\n`, lignes: 2.5, ...rest });
});

Deno.test("applyParameters() replaces the cell of an earlier run and changes nothing else", () => {
  const first = applyParameters(NOTEBOOK, { detail: "oui" }).notebook;
  assert.deepEqual(applyParameters(first, {}).notebook, NOTEBOOK);
  assert.equal(applyParameters(first, { detail: "non" }).notebook.cells.length, 3);
  assert.equal(NOTEBOOK.cells.length, 2);
});

Deno.test("applyParameters() fits text to booleans, null and choices", () => {
  const given = { detail: "vrai", depuis: "", periode: "trimestre" };
  const { values } = applyParameters(NOTEBOOK, given);
  assert.deepEqual([values.detail, values.depuis, values.periode], [true, null, "trimestre"]);
  assert.equal(applyParameters(NOTEBOOK, { depuis: "2026-01-01" }).values.depuis, "2026-01-01");
});

Deno.test("applyParameters() refuses a value that does not fit and says what would", () => {
  const refused: [Record<string, string>, RegExp][] = [
    [{ lignes: "dix" }, /« lignes » : « dix » ne convient pas ; donnez un nombre/],
    [{ lignes: "" }, /un nombre/],
    [{ detail: "peut-être" }, /oui ou non/],
    [{ periode: "année" }, /« mois », ou « trimestre »/],
  ];
  for (const [overrides, text] of refused) {
    assert.throws(
      () => applyParameters(NOTEBOOK, overrides),
      (error) => error instanceof UsageError && text.test(error.message),
    );
  }
});

Deno.test("applyParameters() names the known parameters when one is unknown", () => {
  assert.throws(() => applyParameters(NOTEBOOK, { societé: "x" }), {
    name: "UsageError",
    message: /connus : societe, lignes, detail, depuis, periode$/,
  });
  assert.throws(() => applyParameters(notebookOf(), { a: "1" }), /n'a pas de cellule/);
});

Deno.test("parametersOf() reads tagged code cells only", () => {
  assert.deepEqual(parametersOf(notebookOf(code("a", `const x = 1;`))), []);
  assert.equal(parametersOf(NOTEBOOK).length, 5);
});
