import assert from "node:assert/strict";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { exampleFindings, formatFindings, lintFindings, typeFindings } from "./deno_output.ts";
import { runDeno } from "./run_deno.ts";

/** A temporary folder with `files`, given to `use` and removed afterwards. */
async function withFiles(files: Record<string, string>, use: (root: string) => Promise<void>) {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "penny-check-" }));
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(resolve(root, name), text);
    }
    await use(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("typeFindings() gives each error one line with its place", async () => {
  const files = {
    "a.ts": "export const a: string = 1;\n\nexport const b: { c: string } = { c: 2 };\n",
  };
  await withFiles(files, async (root) => {
    assert.deepEqual(typeFindings(root, await runDeno(["check", "a.ts"], root)), [
      {
        place: "a.ts",
        line: 1,
        message: "TS2322 Type 'number' is not assignable to type 'string'.",
      },
      {
        place: "a.ts",
        line: 3,
        message: "TS2322 Type 'number' is not assignable to type 'string'.",
      },
    ]);
  });
});

Deno.test("typeFindings() places a syntax error", async () => {
  await withFiles({ "a.ts": "\nconst a = ;\n" }, async (root) => {
    assert.deepEqual(typeFindings(root, await runDeno(["check", "a.ts"], root)), [
      { place: "a.ts", line: 2, message: "SyntaxError: Expression expected" },
    ]);
  });
});

Deno.test("typeFindings() never lets a failure go unseen", () => {
  const output = { code: 1, stdout: "", stderr: "something new\n" };
  assert.deepEqual(typeFindings("/", output), [
    { place: "deno check", message: "failed with status 1: something new" },
  ]);
});

Deno.test("lintFindings() places rules and syntax errors", async () => {
  await withFiles({ "a.ts": "\nvar a = 1;\n", "b.ts": "const = ;\n" }, async (root) => {
    const findings = lintFindings(root, await runDeno(["lint", "--json", "."], root));
    assert.deepEqual(findings.map((one) => [one.place, one.line]), [
      ["a.ts", 2],
      ["a.ts", 2],
      ["b.ts", undefined],
    ]);
    assert.match(findings[0]!.message, /\(no-(var|unused-vars)\)$/);
  });
});

Deno.test("formatFindings() names each file once", async () => {
  const files = { "a.ts": "f( 1)\n", "b.ts": "f(1);\n", "c.ts": "f( ;\n" };
  await withFiles(files, async (root) => {
    const findings = formatFindings(root, await runDeno(["fmt", "--check", "."], root));
    assert.deepEqual(findings.map((one) => one.place), ["a.ts", "c.ts"]);
  });
});

Deno.test("lintFindings() reads file URLs with accents and spaces", () => {
  const root = resolve("/tmp", "dossier été");
  const filename = pathToFileURL(resolve(root, "a b.ts")).href;
  const report = {
    diagnostics: [{ filename, range: { start: { line: 4 } }, message: "bad", code: "x" }],
    errors: [],
  };
  assert.deepEqual(
    lintFindings(root, { code: 1, stdout: JSON.stringify(report), stderr: "" }),
    [{ place: "a b.ts", line: 4, message: "bad (x)" }],
  );
});

Deno.test("exampleFindings() places an example that fails or does not type-check", async () => {
  const source = `/**
 * One.
 *
 * @example
 * \`\`\`ts
 * throw new RangeError("no");
 * \`\`\`
 *
 * @example
 * \`\`\`ts
 * const a: string = 1;
 * \`\`\`
 */
export const one = 1;
`;
  await withFiles({ "a.ts": source }, async (root) => {
    const options = ["test", "-A", "--doc", "--no-check", "--hide-stacktraces", "a.ts"];
    assert.deepEqual(exampleFindings(root, await runDeno(options, root)), [
      { place: "a.ts", line: 5, message: "example fails: RangeError: no" },
    ]);
    const [finding] = typeFindings(root, await runDeno(["check", "--doc", "a.ts"], root));
    assert.deepEqual([finding!.place, finding!.line], ["a.ts", 10]);
  });
});
