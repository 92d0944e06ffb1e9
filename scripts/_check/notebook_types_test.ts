import assert from "node:assert/strict";
import { resolve } from "node:path";
import { formatFinding } from "./finding.ts";
import { checkTypes } from "./notebook_types.ts";

const PENNY =
  "export type Frame = { rows: number };\nexport const openPenny = (): Promise<Frame> => Promise.resolve({ rows: 1 });\n";

/** What the gate says of a notebook with these code cells, each after a markdown cell. */
async function check(cells: string[]): Promise<string[]> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "penny clone é " }));
  try {
    await Deno.writeTextFile(resolve(root, "penny.ts"), PENNY);
    const config = {
      imports: { penny: "./penny.ts" },
      compilerOptions: { noUncheckedIndexedAccess: true },
    };
    await Deno.writeTextFile(resolve(root, "deno.json"), JSON.stringify(config));
    const notebook = {
      cells: cells.flatMap((source) => [
        { cell_type: "markdown", source: "texte" },
        { cell_type: "code", source },
      ]),
    };
    return (await checkTypes(root, [{ file: "notebooks/n.ipynb", notebook }], [])).map(
      formatFinding,
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("checkTypes() accepts names that later cells use and declare again", async () => {
  assert.deepEqual(
    await check([
      `import { type Frame, openPenny } from "penny";\nconst { rows } = await openPenny();`,
      `const late = (frame: Frame) => frame.rows + more;\nconst more: number = rows;`,
      `import { openPenny } from "penny";\nconst rows: string = "é€😀";`,
      `const length: number = rows.length;\nconst openPenny2 = openPenny;`,
      `function rows() { return late({ rows: length }); }`,
      `const sum: number = rows();\nopenPenny2;`,
    ]),
    [],
  );
});

Deno.test("checkTypes() places an error in its cell and line", async () => {
  assert.deepEqual(
    await check([
      `import {\n  openPenny,\n} from "penny";\nconst penny = await openPenny();`,
      `const penny: string = "again";\n\nconst n: number = penny;`,
      `penny.rows;`,
    ]),
    [
      "notebooks/n.ipynb cellule 4, ligne 3 TS2322 Type 'string' is not assignable to type 'number'.",
      "notebooks/n.ipynb cellule 6, ligne 1 TS2339 Property 'rows' does not exist on type 'string'.",
    ],
  );
});

Deno.test("checkTypes() places an import of an unknown name", async () => {
  const [finding, ...others] = await check([
    `const a = 1;`,
    `\nimport {\n  none,\n} from "penny";`,
  ]);
  assert.match(finding!, /^notebooks\/n\.ipynb cellule 4, ligne 3 TS2305 .*'none'/);
  assert.deepEqual(others, []);
});

Deno.test("checkTypes() places a syntax error and still judges the other cells", async () => {
  assert.deepEqual(await check([`const a: number = "x";`, `\nconst b = ;`]), [
    "notebooks/n.ipynb cellule 4, ligne 2 SyntaxError: Expression expected",
    "notebooks/n.ipynb cellule 2, ligne 1 TS2322 Type 'string' is not assignable to type 'number'.",
  ]);
});

Deno.test("checkTypes() refuses imports of anything but penny", async () => {
  assert.deepEqual(await check([`import { sep } from "node:path";\nsep;`]), [
    `notebooks/n.ipynb cellule 2 imports "node:path"; notebooks import only "penny"`,
  ]);
});
