import * as path from "node:path";
import { UsageError } from "../base/mod.ts";
import { isInside } from "./is_inside.ts";
import type { NotebookSource } from "./types.ts";

/**
 * The notebooks that a user names by file. Two files of the same name are told apart by a suffix.
 *
 * @param files Paths, relative to `cwd` or absolute.
 * @param options The clone, and the folder that relative paths start from.
 * @returns In order; a file named twice comes once.
 * @throws {UsageError} A file that is missing, outside the clone or not a notebook; names every fault.
 */
export async function namedNotebooks(
  files: readonly string[],
  { root, cwd }: { readonly root: string; readonly cwd: string },
): Promise<NotebookSource[]> {
  const realRoot = await Deno.realPath(root);
  const faults: string[] = [];
  const paths = new Set<string>();
  for (const file of files) {
    const absolute = await realPathOrNull(path.resolve(cwd, file));
    const fault = faultOf(absolute, { file, root: realRoot });
    if (fault !== null) faults.push(fault);
    else if (absolute !== null) paths.add(absolute);
  }
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  return withUniqueNames([...paths]);
}

function faultOf(
  absolute: string | null,
  { file, root }: { readonly file: string; readonly root: string },
): string | null {
  const start = `Impossible d'exécuter « ${file} » :`;
  if (absolute === null) return `${start} le fichier n'existe pas ; vérifiez le chemin`;
  if (!absolute.endsWith(".ipynb")) {
    return `${start} ce n'est pas un carnet .ipynb ; donnez un carnet`;
  }
  if (!isInside(absolute, root)) {
    return `${start} le fichier est hors du dépôt, où « penny » n'est pas trouvé ; copiez-le dans carnets/`;
  }
  return null;
}

async function realPathOrNull(file: string): Promise<string | null> {
  try {
    return await Deno.realPath(file);
  } catch {
    // missing, or behind a folder that cannot be entered
    return null;
  }
}

function withUniqueNames(paths: readonly string[]): NotebookSource[] {
  const used = new Set(["index"]); // the page of the run
  return paths.map((file) => {
    const base = path.basename(file, ".ipynb");
    let name = base;
    for (let n = 2; used.has(name.toLowerCase()); n++) name = `${base}-${n}`;
    used.add(name.toLowerCase());
    return { name, path: file, origin: "file", shippedIsNewer: false };
  });
}
