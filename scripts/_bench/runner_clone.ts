import { cp } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** What commands and notebooks need. */
const COPIED = ["deno.json", "deno.lock", "lib", "scripts", "notebooks"];
/** Cells of a notebook of the measure that print, and lines that each prints. */
const PRINTING = ["c1", "c2", "c3"];
const LINES = 300;

/** Lines that each cell of a notebook of the measure prints. */
export const EXPECTED_LINES: ReadonlyMap<string, number> = new Map(
  PRINTING.map((id) => [id, LINES]),
);

/**
 * Copies what is measured to a folder of its own, with a kernel for Jupyter, and removes it afterwards.
 *
 * @param use Gets the clone, and the folder that Jupyter looks for kernels in.
 */
export async function withRunnerClone(
  use: (root: string, jupyterPath: string) => Promise<void>,
): Promise<void> {
  const base = await Deno.realPath(await Deno.makeTempDir({ prefix: "penny-bench-" }));
  const root = join(base, "penny");
  try {
    for (const name of COPIED) await cp(join(ROOT, name), join(root, name), { recursive: true });
    await Deno.symlink(join(ROOT, "node_modules"), join(root, "node_modules"), {
      type: "junction",
    });
    const kernel = join(base, "jupyter", "kernels", "deno");
    await Deno.mkdir(kernel, { recursive: true });
    const argv = [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"];
    const spec = { argv, display_name: "Deno", language: "typescript", interrupt_mode: "message" };
    await Deno.writeTextFile(join(kernel, "kernel.json"), JSON.stringify(spec));
    await use(root, join(base, "jupyter"));
  } finally {
    await Deno.remove(base, { recursive: true });
  }
}

/**
 * Writes notebooks that import the library, print some lines and do little else.
 *
 * @param root The clone.
 * @param count How many.
 * @returns Paths from the clone.
 */
export async function writeSmallNotebooks(root: string, count: number): Promise<string[]> {
  const folder = "carnets";
  await Deno.mkdir(join(root, folder), { recursive: true });
  const cells = [
    { id: "c0", source: 'import * as penny from "penny";\nObject.keys(penny).length' },
    ...PRINTING.map((id) => ({
      id,
      source: `for (let i = 0; i < ${LINES}; i++) console.log("${id} " + i);`,
    })),
  ].map((cell) => ({
    ...{ cell_type: "code", metadata: {}, execution_count: null, outputs: [] },
    ...cell,
  }));
  const kernelspec = { name: "deno", display_name: "Deno", language: "typescript" };
  const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  const files = Array.from(
    { length: count },
    (_, i) => `${folder}/petit_${String(i + 1).padStart(2, "0")}.ipynb`,
  );
  for (const file of files) await Deno.writeTextFile(join(root, file), JSON.stringify(notebook));
  return files;
}
