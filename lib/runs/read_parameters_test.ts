import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { readParameters } from "./read_parameters.ts";

async function withFile(text: string, body: (file: string) => Promise<void>): Promise<void> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, text);
    await body(file);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("readParameters() gives texts, numbers, booleans and null as a command line would", () =>
  withFile(
    '\uFEFF{ "societe": "Martin & Co", "n": 1.5, "tout": true, "depuis": null }',
    async (file) => {
      assert.deepEqual(await readParameters(file), {
        societe: "Martin & Co",
        n: "1.5",
        tout: "true",
        depuis: "",
      });
    },
  ));

const BAD: readonly [string, RegExp][] = [
  ["{ societe: 'Martin' }", /ce n'est pas du JSON/],
  ["[1]", /ce n'est pas un objet JSON/],
  ["null", /ce n'est pas un objet JSON/],
  ['{ "a": [1], "b": {}, "c": 1 }', /la valeur de « a », « b » n'est ni/],
];

for (const [text, message] of BAD) {
  Deno.test(`readParameters() refuses ${text}`, () =>
    withFile(text, async (file) => {
      await assert.rejects(readParameters(file), { name: UsageError.name, message });
    }));
}

Deno.test("readParameters() names a file that does not exist", async () => {
  await assert.rejects(readParameters("/nulle/part.json"), {
    message: /« \/nulle\/part\.json » : il n'existe pas/,
  });
});
