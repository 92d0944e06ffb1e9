import { relative, resolve } from "node:path";

/** Folders that hold nothing of the project itself. */
const SKIPPED_FOLDERS = new Set([
  ".git",
  ".penny",
  ".ipynb_checkpoints",
  "node_modules",
  "outputs",
  "carnets",
]);
/** At the root only: `lib/logs` is a room. */
const LOGS = "logs";

/**
 * Lists the project's own files. It does not ask git, so that it also works in an unpacked archive.
 *
 * @param root Absolute folder of the clone.
 * @returns Paths from the root, with `/`, sorted.
 */
export async function listTree(root: string): Promise<string[]> {
  const files: string[] = [];
  const visit = async (folder: string) => {
    for await (const entry of Deno.readDir(folder)) {
      const path = resolve(folder, entry.name);
      const skipped = SKIPPED_FOLDERS.has(entry.name) || path === resolve(root, LOGS);
      if (entry.isDirectory && !skipped) await visit(path);
      if (entry.isFile && entry.name !== ".env") files.push(path);
    }
  };
  await visit(root);
  return files.map((file) => relative(root, file).replaceAll("\\", "/")).sort();
}
