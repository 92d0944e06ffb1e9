import * as path from "node:path";

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*(["'])(\.{1,2}\/[^"'\n]+)\1/g;

/**
 * The local files that code imports, and those that these import.
 *
 * Specifiers are found in the text (static `import`, `export … from`, and `import()` of a literal), so that one in a comment
 * counts too: for a fingerprint a file too many does no harm.
 *
 * @param code TypeScript or JavaScript.
 * @param folder Folder that relative specifiers start from, absolute.
 * @returns Content by absolute path, sorted by path; a file that does not exist has null.
 */
export async function readLocalImports(
  code: string,
  folder: string,
): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  const waiting = specifiersOf(code, folder);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    const content = await readOrNull(file);
    found.set(file, content);
    if (content !== null) waiting.push(...specifiersOf(content, path.dirname(file)));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function specifiersOf(code: string, folder: string): string[] {
  return [...code.matchAll(SPECIFIER)].map((match) => path.resolve(folder, match[2] ?? ""));
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(file);
  } catch {
    // the cell that imports it will fail and say so
    return null;
  }
}
