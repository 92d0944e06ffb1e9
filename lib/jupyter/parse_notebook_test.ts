import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { parseNotebook } from "./parse_notebook.ts";

function parse(json: Record<string, unknown>) {
  const whole = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [], ...json };
  return parseNotebook(JSON.stringify(whole), "essai.ipynb");
}

const markdown = (id?: string) => ({ cell_type: "markdown", id, metadata: {}, source: "" });

Deno.test("parseNotebook() joins texts that are cut into lines", () => {
  const html = { "text/html": ["<b>", "x</b>"], "application/json": [1, 2] };
  const output = { output_type: "display_data", data: html, metadata: {} };
  const cell = { cell_type: "code", metadata: {}, source: ["a\n", "b"], outputs: [output] };
  const [read] = parse({ cells: [cell] }).cells;
  assert.equal(read?.source, "a\nb");
  assert.ok(read?.cell_type === "code" && read.outputs[0]?.output_type === "display_data");
  const expected = { "text/html": "<b>x</b>", "application/json": [1, 2] };
  assert.deepEqual(read.outputs[0].data, expected);
});

Deno.test("parseNotebook() keeps ids and gives one where it is missing or comes twice", () => {
  const cells = [markdown("a"), markdown(), markdown("a"), markdown("cellule-2")];
  const ids = parse({ cells, nbformat_minor: 2 }).cells.map(({ id }) => id);
  assert.equal(ids[0], "a");
  assert.equal(new Set(ids).size, 4);
});

Deno.test("parseNotebook() accepts the Deno kernel, JavaScript and no kernel at all", () => {
  parse({ metadata: { kernelspec: { name: "deno", display_name: "Deno" } } });
  parse({ metadata: { language_info: { name: "typescript" } } });
  parse({ metadata: { kernelspec: { name: "deno", language: "javascript" } } });
});

Deno.test("parseNotebook() refuses what is no notebook for the Deno kernel, in French", () => {
  const whole = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };
  const python = { kernelspec: { name: "python3", language: "python" } };
  const refused: [string, RegExp][] = [
    ["{", /« a.ipynb » : le fichier n'est pas du JSON/],
    ["null", /pas un carnet Jupyter valide \(« racine »\)/],
    [JSON.stringify({ nbformat: 3, worksheets: [] }), /ancien format \(nbformat 3\)/],
    [JSON.stringify({ ...whole, cells: [{ cell_type: "x" }] }), /« cells\.0\.cell_type »/],
    [JSON.stringify({ ...whole, metadata: python }), /écrit pour « python »/],
  ];
  for (const [text, message] of refused) {
    assert.throws(
      () => parseNotebook(text, "a.ipynb"),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  }
});
