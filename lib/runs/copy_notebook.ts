import * as path from "node:path";
import { UsageError } from "../base/mod.ts";
import { listNotebooks, type NotebookFolders } from "./catalog.ts";
import { selectNotebooks } from "./select_notebooks.ts";
import { diskError } from "./write_file.ts";

/**
 * Makes the user's own copy of a shipped notebook. From then on `run-all` executes the copy.
 *
 * @param name Name with or without its number.
 * @param folders The clone and the folder of the user's copies, which is made with mode 0700 when missing.
 * @returns Absolute path of the copy.
 * @throws {UsageError} When no notebook has that name, several have, or the copy exists.
 * @throws {ServiceError} When the disk refuses.
 */
export async function copyNotebook(name: string, folders: NotebookFolders): Promise<string> {
  const [notebook, ...others] = selectNotebooks(await listNotebooks(folders), { only: [name] });
  if (notebook === undefined || others.length > 0) {
    throw new UsageError(
      `Impossible de copier « ${name} » : plusieurs carnets correspondent ; donnez un seul nom`,
    );
  }
  const copy = path.join(folders.carnets, `${notebook.name}.ipynb`);
  if (notebook.origin === "copy") throw existsAlready(folders, copy);
  try {
    await Deno.mkdir(folders.carnets, { recursive: true, mode: 0o700 });
    const content = await Deno.readFile(notebook.path);
    await Deno.writeFile(copy, content, { createNew: true });
    return copy;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw existsAlready(folders, copy);
    throw diskError("écrire le carnet", copy, error);
  }
}

function existsAlready(folders: NotebookFolders, copy: string): UsageError {
  const shown = path.relative(folders.root, copy);
  return new UsageError(
    `Impossible de copier vers « ${shown} » : cette copie existe déjà et n'est jamais écrasée ; ` +
      "ouvrez-la, ou renommez-la puis recommencez",
  );
}
