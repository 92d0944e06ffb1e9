import assert from "node:assert/strict";
import { parseParameters } from "./parse_parameters.ts";

/** Name, type and value of the only parameter of a line, or null. */
function one(line: string): unknown[] | null {
  const [parameter] = parseParameters(line);
  return parameter ? [parameter.name, parameter.type, parameter.value] : null;
}

Deno.test("parseParameters() reads strings, numbers, booleans and null", () => {
  assert.deepEqual(one(`const societe: string = "auto";`), ["societe", "string", "auto"]);
  assert.deepEqual(one(`const lignes = 1_000`), ["lignes", "number", 1000]);
  assert.deepEqual(one(`let seuil: number = -0.5;`), ["seuil", "number", -0.5]);
  assert.deepEqual(one(`const détail = true;`), ["détail", "boolean", true]);
  assert.deepEqual(one(`const depuis: string | null = null;`), ["depuis", "string | null", null]);
  assert.deepEqual(one(`const mode: "a" | 'b' = 'b'`), ["mode", `"a" | 'b'`, "b"]);
});

Deno.test("parseParameters() is not misled by quotes, comments and signs inside strings", () => {
  assert.deepEqual(
    parseParameters(`const a: string = "x; // y"; // nom ; "auto" : l'une = seule`),
    [
      { name: "a", type: "string", value: "x; // y", comment: `nom ; "auto" : l'une = seule` },
    ],
  );
  assert.deepEqual(one(`const b = 'it\\'s "ok"'; /* bloc */`), ["b", "string", `it's "ok"`]);
  assert.deepEqual(one("const c = `é\\u00e9\\n`;"), ["c", "string", "éé\n"]);
  assert.deepEqual(one(`const d: string = "";`), ["d", "string", ""]);
});

Deno.test("parseParameters() passes over what is no literal", () => {
  for (
    const line of [
      `const now = new Date();`,
      `const o = { a: 1 };`,
      `const f = (x: number) => x;`,
      "const t = `a${b}`;",
      `const a = 1, b = 2;`,
      `const s = "a" + "b";`,
      `// const x = 1;`,
      `constant = 3`,
      `const open = "a`,
    ]
  ) assert.equal(one(line), null, line);
});
