import assert from "node:assert/strict";
import { join } from "node:path";
import { liveKernelPids, serializeNotebook } from "../../lib/jupyter/mod.ts";
import { assertCopy } from "./_assert_copy.ts";
import type { Case } from "./_case.ts";
import { CaseRuns } from "./_run_cases.ts";
import { BUDGETS } from "./budgets.ts";
import { DISPLAYS } from "./displays.ts";
import { ENDINGS, HARD_ENDINGS } from "./endings.ts";
import { FAILURES } from "./failures.ts";
import { INPUT } from "./input.ts";
import { LATE } from "./late.ts";
import { SIZES } from "./sizes.ts";
import { STREAMS } from "./streams.ts";
import { SYNTAX } from "./syntax.ts";
import { TESTS } from "./tests.ts";

const THEMES: Readonly<Record<string, readonly Case[]>> = {
  streams: STREAMS,
  displays: DISPLAYS,
  failures: FAILURES,
  syntax: SYNTAX,
  late: LATE,
  tests: TESTS,
  input: INPUT,
  endings: [...ENDINGS, ...HARD_ENDINGS],
  budgets: BUDGETS,
  sizes: SIZES,
};

const runs = new CaseRuns(Object.values(THEMES).flat().filter(({ ignore }) => !ignore));

for (const [theme, cases] of Object.entries(THEMES)) {
  for (const one of cases) {
    Deno.test(`executeNotebook() on ${theme}: ${one.name}`, { ignore: one.ignore }, async () => {
      assertCopy(await runs.execution(one), one);
    });
  }
}

Deno.test("executeNotebook() leaves no kernel behind", async () => {
  await runs.copies();
  assert.deepEqual(liveKernelPids(), []);
});

const python = findPython();

Deno.test("executeNotebook() gives copies that nbformat validates", {
  ignore: python === null && Deno.env.get("CI") !== "true",
}, async () => {
  assert.ok(python, "no Python with nbformat");
  const folder = await Deno.makeTempDir();
  try {
    const copies = await runs.copies();
    for (const [i, notebook] of copies.entries()) {
      await Deno.writeTextFile(join(folder, `${i}.ipynb`), serializeNotebook(notebook));
    }
    const { code, stderr } = await pythonCommand(python, VALIDATE, folder).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.ok(copies.length >= 60, `${copies.length} copies`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const VALIDATE = `
import nbformat, pathlib, sys
for path in pathlib.Path(sys.argv[1]).glob("*.ipynb"):
    nbformat.validate(nbformat.read(path, as_version=nbformat.NO_CONVERT))
`;

function pythonCommand(file: string, code: string, ...args: readonly string[]): Deno.Command {
  return new Deno.Command(file, { args: ["-c", code, ...args], stdout: "null", stderr: "piped" });
}

/** A Python that has nbformat, or null, loudly. */
function findPython(): string | null {
  for (const file of ["python3", "/usr/bin/python3", "python"]) {
    try {
      if (pythonCommand(file, "import nbformat").outputSync().success) return file;
    } catch {
      // not on this machine: the next one
    }
  }
  console.error("[INFO] NBFORMAT VALIDATION SKIPPED: no Python with nbformat on PATH");
  return null;
}
