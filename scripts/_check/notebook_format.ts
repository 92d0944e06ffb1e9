import { resolve } from "node:path";
import { formatFindings } from "./deno_output.ts";
import type { Finding } from "./finding.ts";
import { runDeno } from "./run_deno.ts";

/**
 * Finds notebooks that `deno fmt` would change. `deno fmt --check` cannot tell: where its cache is empty it refuses every
 * notebook, also one that it would leave as it is. So copies are formatted and compared.
 *
 * @param root Absolute folder of deno.json.
 * @param files Paths of notebooks from the root.
 * @returns One finding a notebook.
 */
export async function notebookFormatFindings(
  root: string,
  files: readonly string[],
): Promise<Finding[]> {
  if (files.length === 0) return [];
  const folder = await Deno.makeTempDir({ prefix: "penny-format-" });
  try {
    const copies = files.map((file, index) => ({ file, copy: resolve(folder, `${index}.ipynb`) }));
    await Promise.all(copies.map(({ file, copy }) => Deno.copyFile(resolve(root, file), copy)));
    const config = ["--config", resolve(root, "deno.json")];
    const output = await runDeno(["fmt", ...config, ...copies.map(({ copy }) => copy)], root);
    if (output.code !== 0) return formatFindings(folder, output);
    const changed: Finding[] = [];
    for (const { file, copy } of copies) {
      const [before, after] = await Promise.all([
        Deno.readTextFile(resolve(root, file)),
        Deno.readTextFile(copy),
      ]);
      if (before === after) continue;
      changed.push({ place: file, message: "is not formatted; run deno fmt" });
    }
    return changed;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
