import assert from "node:assert/strict";
import { resolve } from "node:path";
import { cycleFindings, findCycles } from "./cycles.ts";

Deno.test("findCycles() finds a module that imports itself, and rings", () => {
  assert.deepEqual(findCycles(new Map([["a", ["a"]]])), [["a"]]);
  assert.deepEqual(findCycles(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), [["b", "c"]]);
});

Deno.test("findCycles() accepts a diamond", () => {
  const graph = new Map([["a", ["b", "c"]], ["b", ["d"]], ["c", ["d"]], ["d", []]]);
  assert.deepEqual(findCycles(graph), []);
});

Deno.test("cycleFindings() counts imports of types too", async () => {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "penny-cycles-" }));
  const files = {
    "deno.json": "{}",
    "a.ts": `import { b } from "./b.ts";\nexport const a = b;\n`,
    "b.ts": `import { a } from "./a.ts";\nexport const b = () => a;\n`,
    "c.ts": `import type { D } from "./d.ts";\nexport type C = D;\n`,
    "d.ts": `import type { C } from "./c.ts";\nexport type D = C[];\n`,
  };
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(resolve(root, name), text);
    }
    assert.deepEqual(await cycleFindings(root, ["a.ts", "b.ts", "c.ts", "d.ts"]), [
      { place: "a.ts", message: "import cycle: a.ts -> b.ts -> a.ts" },
      { place: "c.ts", message: "import cycle: c.ts -> d.ts -> c.ts" },
    ]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
