import assert from "node:assert/strict";
import { dirname, resolve } from "node:path";
import { findTools, jupyterPython, skipBrowserTests } from "./_tools.ts";
import { openWorkbench, shippedNotebooks } from "./_workbench.ts";
import type { Workbench } from "./_workbench.ts";

const tools = findTools();
const ignore = skipBrowserTests(tools);

interface ExecutedCell {
  readonly cell_type: string;
  readonly execution_count?: number | null;
  readonly outputs?: readonly { readonly output_type: string; readonly evalue?: string }[];
}

/** Runs a program to its end; an exit status other than 0 is an error with all that it wrote. */
async function run(program: string, args: string[], bench: Workbench): Promise<string> {
  const output = await new Deno.Command(program, {
    args,
    cwd: bench.notebooks,
    env: { ...bench.env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const text = decoder.decode(output.stdout) + decoder.decode(output.stderr);
  assert.equal(output.code, 0, `${program} ${args.join(" ")} failed:\n${text}`);
  return text;
}

/** Executes a notebook of the workbench with nbconvert and returns the path of the executed copy. */
async function execute(name: string, bench: Workbench): Promise<string> {
  const executed = resolve(bench.notebooks, "executed");
  const options = ["--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=deno"];
  const target = ["--output-dir", executed, "--output", name];
  await run(
    resolve(dirname(tools.jupyter!), "jupyter"),
    ["nbconvert", ...options, ...target, name],
    bench,
  );
  return resolve(executed, name);
}

Deno.test({
  name: "nbconvert executes every shipped notebook without an error",
  ignore,
  async fn(t) {
    const names = await shippedNotebooks();
    assert.equal(names.length, 13, "00_sommaire and the twelve");
    await using bench = await openWorkbench(names);
    const python = await jupyterPython(tools.jupyter!);
    for (const name of names) {
      await t.step(name, async () => {
        const copy = await execute(name, bench);
        const { cells } = JSON.parse(await Deno.readTextFile(copy)) as { cells: ExecutedCell[] };
        const code = cells.filter((cell) => cell.cell_type === "code");
        const errors = code.flatMap((cell) => cell.outputs ?? [])
          .filter((output) => output.output_type === "error");
        assert.deepEqual(errors, []);
        assert.deepEqual(
          code.map((cell) => cell.execution_count),
          code.map((_, index) => index + 1),
        );
        await run(python, [
          "-c",
          "import sys, nbformat; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT))",
          copy,
        ], bench);
      });
    }
  },
});
