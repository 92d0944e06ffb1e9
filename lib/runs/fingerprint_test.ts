import assert from "node:assert/strict";
import * as path from "node:path";
import { fingerprintLibrary, fingerprintNotebook } from "./fingerprint.ts";
import { readLocalImports } from "./local_imports.ts";

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readLocalImports() follows static, re-exported and dynamic imports once", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(
      path.join(folder, "a.ts"),
      `export * from "./sub/b.ts"; import "npm:pg";`,
    );
    await Deno.mkdir(path.join(folder, "sub"));
    await Deno.writeTextFile(
      path.join(folder, "sub", "b.ts"),
      `import { a } from "../a.ts"; await import('./c.json');`,
    );
    const found = await readLocalImports(
      `import { b } from "./a.ts"; import { openPenny } from "penny";`,
      folder,
    );
    assert.deepEqual([...found.keys()].map((file) => path.relative(folder, file)), [
      "a.ts",
      path.join("sub", "b.ts"),
      path.join("sub", "c.json"),
    ]);
    assert.equal(found.get(path.join(folder, "sub", "c.json")), null);
  }));

Deno.test("fingerprintNotebook() changes with code, parameters, imports and library, not with their order", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(path.join(folder, "mine.ts"), "export const a = 1;");
    const input = {
      cells: [`import "./mine.ts"`, "a"],
      parameters: { x: "1", y: "2" },
      folder,
      library: "lib",
    };
    const first = await fingerprintNotebook(input);
    const same = await fingerprintNotebook({ ...input, parameters: { y: "2", x: "1" } });
    assert.equal(same, first);
    const others = [
      await fingerprintNotebook({ ...input, cells: [`import "./mine.ts"a`, ""] }),
      await fingerprintNotebook({ ...input, parameters: { x: "2", y: "2" } }),
      await fingerprintNotebook({ ...input, library: "lib2" }),
    ];
    await Deno.writeTextFile(path.join(folder, "mine.ts"), "export const a = 2;");
    others.push(await fingerprintNotebook(input));
    assert.equal(new Set([first, ...others]).size, 5);
  }));

Deno.test("fingerprintLibrary() ignores tests and sees deno.json", () =>
  withFolder(async (root) => {
    await Deno.mkdir(path.join(root, "lib", "base"), { recursive: true });
    const first = await fingerprintLibrary(root);
    await Deno.writeTextFile(path.join(root, "lib", "base", "a_test.ts"), "");
    assert.equal(await fingerprintLibrary(root), first);
    await Deno.writeTextFile(path.join(root, "deno.json"), "{}");
    assert.notEqual(await fingerprintLibrary(root), first);
  }));
