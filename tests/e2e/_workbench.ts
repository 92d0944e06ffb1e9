import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { registerKernel } from "../../lib/runs/kernelspec.ts";

/** The clone. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Folders and variables of one test; nothing of the user's is touched. */
export interface Workbench extends AsyncDisposable {
  /** Copies of notebooks lie here: inside the clone, where `import "penny"` works, and ignored by git. */
  readonly notebooks: string;
  /** Variables for Jupyter and the kernels that it starts. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Makes folders for one test, with the Deno kernel registered for Jupyter and copies of notebooks of `notebooks/`.
 *
 * @param names File names of notebooks.
 * @returns The workbench; disposing of it removes its folders.
 */
export async function openWorkbench(names: readonly string[]): Promise<Workbench> {
  const notebooks = await Deno.makeTempDir({ dir: resolve(ROOT, "outputs"), prefix: "e2e-" });
  const jupyter = await Deno.makeTempDir({ prefix: "penny-jupyter-" });
  await registerKernel(resolve(jupyter, "data"), Deno.execPath());
  for (const name of names) {
    await Deno.copyFile(resolve(ROOT, "notebooks", name), resolve(notebooks, name));
  }
  return {
    notebooks,
    env: {
      JUPYTER_DATA_DIR: resolve(jupyter, "data"),
      JUPYTER_CONFIG_DIR: resolve(jupyter, "config"),
      JUPYTER_RUNTIME_DIR: resolve(jupyter, "runtime"),
      IPYTHONDIR: resolve(jupyter, "ipython"),
      PENNY_DEMO: "1",
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(notebooks, { recursive: true });
      await Deno.remove(jupyter, { recursive: true });
    },
  };
}

/** Names of the shipped notebooks, sorted. */
export async function shippedNotebooks(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(resolve(ROOT, "notebooks")));
  return entries.map((entry) => entry.name).filter((name) => name.endsWith(".ipynb")).sort();
}
