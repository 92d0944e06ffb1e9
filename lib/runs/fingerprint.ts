import { createHash } from "node:crypto";
import * as path from "node:path";
import { readLocalImports } from "./local_imports.ts";

/** What the fingerprint of a notebook is made of. */
export interface FingerprintInput {
  /** Sources of all code cells, in order. */
  readonly cells: readonly string[];
  /** Parameters given on the command line that this notebook has. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Folder of the notebook, absolute: relative imports start there. */
  readonly folder: string;
  /** From {@linkcode fingerprintLibrary}. */
  readonly library: string;
}

/**
 * The hash that decides what publication recomputes: code, parameters, local imports and library.
 *
 * @param input Of one notebook.
 * @returns SHA-256, hexadecimal; the same on every machine that has the same files.
 */
export async function fingerprintNotebook(input: FingerprintInput): Promise<string> {
  const hash = createHash("sha256");
  const add = (part: string) => hash.update(`${part.length}:${part}`);
  add(input.library);
  for (const cell of input.cells) add(cell);
  add(JSON.stringify(Object.entries(input.parameters).sort(([a], [b]) => (a < b ? -1 : 1))));
  for (const [file, content] of await readLocalImports(input.cells.join("\n"), input.folder)) {
    add(slashed(path.relative(input.folder, file)));
    add(content ?? "");
  }
  return hash.digest("hex");
}

/**
 * The hash of the library: every module of `lib/` but tests, `deno.json` and `deno.lock`.
 *
 * @param root The clone, absolute.
 * @returns SHA-256, hexadecimal.
 */
export async function fingerprintLibrary(root: string): Promise<string> {
  const files = [
    ...await modulesOf(path.join(root, "lib")),
    path.join(root, "deno.json"),
    path.join(root, "deno.lock"),
  ];
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    const content = await Deno.readTextFile(file).catch(() => "");
    hash.update(`${slashed(path.relative(root, file))}\0${content.length}:${content}`);
  }
  return hash.digest("hex");
}

async function modulesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory) found.push(...await modulesOf(file));
      else if (/\.(?:ts|sql|json)$/.test(entry.name) && !entry.name.endsWith("_test.ts")) {
        found.push(file);
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found;
}

function slashed(file: string): string {
  return file.replaceAll("\\", "/");
}
