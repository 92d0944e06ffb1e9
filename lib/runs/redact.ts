import { createRedactor, type Redactor, type RedactorOptions, sha256 } from "../base/mod.ts";
import { machineFolders } from "../config/mod.ts";
import { embeddedFolder } from "../warehouse/mod.ts";
import { isInside } from "./is_inside.ts";

export { createRedactor };
export type { Redactor, RedactorOptions };

/** Where a run works; see `RunPlace`. */
interface RunFolders {
  readonly root: string;
  readonly home: string;
}

/** What a run knows of what it must not write. */
export interface RunRedactorOptions {
  readonly secrets: readonly string[];
  /** Absolute folders of the notebooks, where they are not in the clone. */
  readonly notebookFolders: readonly string[];
}

/**
 * The redactor of a run: its secrets, and every folder of this machine that an output could name, also by the path behind
 * a link.
 *
 * @param place The clone and PENNY_HOME.
 * @param options Secrets; folders of the notebooks.
 * @returns Kept for the whole run.
 */
export async function runRedactor(
  { root, home }: RunFolders,
  { secrets, notebookFolders }: RunRedactorOptions,
): Promise<Redactor> {
  const outside = (folder: string) => !isInside(folder, root);
  const named: readonly (readonly [string, string])[] = [
    ...Object.entries(machineFolders()),
    [embeddedFolder({ home }), "PENNY_HOME/postgres"],
    ...notebookFolders.filter(outside).map((folder) => [folder, "CARNETS"] as const),
    ...(outside(home) ? [[home, "PENNY_HOME"] as const] : []),
    [root, "."],
  ];
  const folders: Record<string, string> = {};
  for (const [folder, name] of named) {
    for (const one of [folder, await behindLinks(folder)]) folders[one] = name;
  }
  return createRedactor({ secrets, folders });
}

/** A folder that does not exist is behind no link. */
async function behindLinks(folder: string): Promise<string> {
  return await Deno.realPath(folder).catch(() => folder);
}

/**
 * A name of a file that says no secret.
 *
 * @param name Without folder and extension.
 * @param redactor Of the run.
 * @returns The same name, or one that stays the same from run to run.
 */
export function fileNameWithoutSecret(name: string, redactor: Redactor): string {
  const shown = redactor.text(name);
  if (shown === name) return name;
  const hash = sha256(new TextEncoder().encode(name)).slice(0, 8);
  return `${shown.replaceAll(/[^\p{L}\p{N} ._-]+/gu, "_")}-${hash}`;
}
