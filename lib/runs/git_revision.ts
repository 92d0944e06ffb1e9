import * as path from "node:path";

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * The commit that a clone stands on, read from its `.git` without git.
 *
 * @param root The clone, absolute.
 * @returns Hexadecimal; null outside a clone, or before its first commit. Changes that are not committed are not told.
 */
export async function gitRevision(root: string): Promise<string | null> {
  const folder = await gitFolder(root);
  if (folder === null) return null;
  const head = await readLine(path.join(folder, "HEAD"));
  const ref = /^ref: (refs\/\S+)$/.exec(head ?? "")?.[1];
  const commit = ref === undefined ? head : await readRef(folder, ref);
  return commit !== null && COMMIT.test(commit) ? commit : null;
}

/** A folder, or in a work tree beside the clone a file that names it. */
async function gitFolder(root: string): Promise<string | null> {
  const entry = path.join(root, ".git");
  const stat = await Deno.stat(entry).catch(() => null);
  if (stat === null) return null;
  if (stat.isDirectory) return entry;
  const named = /^gitdir: (.+)$/.exec(await readLine(entry) ?? "")?.[1];
  return named === undefined ? null : path.resolve(root, named);
}

async function readRef(folder: string, ref: string): Promise<string | null> {
  const shared = await readLine(path.join(folder, "commondir"));
  const folders = shared === null ? [folder] : [folder, path.resolve(folder, shared)];
  for (const one of folders) {
    const loose = await readLine(path.join(one, ref));
    if (loose !== null) return loose;
    const packed = await Deno.readTextFile(path.join(one, "packed-refs")).catch(() => "");
    const line = packed.split("\n").find((text) => text.endsWith(` ${ref}`));
    if (line !== undefined) return line.split(" ")[0] ?? null;
  }
  return null;
}

/** The first line of a small file; null when there is none. */
async function readLine(file: string): Promise<string | null> {
  const text = await Deno.readTextFile(file).catch(() => null);
  return text === null ? null : text.split(/\r?\n/)[0]!.trim();
}
