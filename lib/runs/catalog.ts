import * as path from "node:path";
import { UsageError } from "../base/mod.ts";
import type { NotebookSource } from "./types.ts";

/** Where notebooks are. */
export interface NotebookFolders {
  /** The clone, absolute. */
  readonly root: string;
  /** Folder of the user's copies, absolute; may be missing. */
  readonly carnets: string;
}

/**
 * The shipped notebooks, each replaced by the user's copy where there is one, in order of their names.
 *
 * @param folders The clone and the folder of the user's copies.
 * @returns `00_sommaire` first, then the twelve.
 * @throws {UsageError} When the clone has no notebooks.
 */
export async function listNotebooks(folders: NotebookFolders): Promise<NotebookSource[]> {
  const shipped = await notebookFiles(shippedFolder(folders.root));
  if (shipped === null || shipped.length === 0) {
    throw new UsageError(
      `Impossible de lister « notebooks » : le dossier manque ou est vide dans « ${folders.root} » ; récupérez à nouveau le dépôt`,
    );
  }
  const copies = new Set(await notebookFiles(folders.carnets) ?? []);
  return await Promise.all(shipped.map((file) => sourceOf(file, folders, copies.has(file))));
}

/**
 * The folder of the shipped notebooks.
 *
 * @param root The clone, absolute.
 * @returns Absolute path.
 */
function shippedFolder(root: string): string {
  return path.join(root, "notebooks");
}

async function sourceOf(
  file: string,
  folders: NotebookFolders,
  copied: boolean,
): Promise<NotebookSource> {
  const name = path.basename(file, ".ipynb");
  const shipped = path.join(shippedFolder(folders.root), file);
  if (!copied) return { name, path: shipped, origin: "shipped", shippedIsNewer: false };
  const copy = path.join(folders.carnets, file);
  const [shippedAt, copyAt] = await Promise.all([modifiedAt(shipped), modifiedAt(copy)]);
  return { name, path: copy, origin: "copy", shippedIsNewer: shippedAt > copyAt };
}

async function modifiedAt(file: string): Promise<number> {
  return (await Deno.stat(file)).mtime?.getTime() ?? 0;
}

async function notebookFiles(folder: string): Promise<string[] | null> {
  const files: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.isFile && /^\d\d_\w+\.ipynb$/.test(entry.name)) files.push(entry.name);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  return files.sort();
}
