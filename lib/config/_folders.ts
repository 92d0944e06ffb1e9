import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { UsageError } from "../base/mod.ts";

const GROUP_AND_OTHERS = 0o077;

/**
 * Where Penny keeps its own files.
 *
 * @param root The clone.
 * @param options `asked`: PENNY_HOME (may begin with `~`, may be relative to the clone); `localAppData`: of Windows.
 * @returns An absolute path.
 */
export function homeFolder(
  root: string,
  options: { readonly asked: string | undefined; readonly localAppData: string | undefined },
): string {
  const { asked, localAppData } = options;
  if (asked !== undefined) return askedFolder(root, asked);
  if (Deno.build.os === "windows" && localAppData) return join(localAppData, "Penny");
  return join(root, ".penny");
}

/**
 * A folder that a setting names.
 *
 * @param root The clone.
 * @param asked May begin with `~`, may be relative to the clone.
 * @returns An absolute path.
 */
export function askedFolder(root: string, asked: string): string {
  return resolve(root, asked.replace(/^~(?=$|[\\/])/, () => homedir()));
}

/**
 * Makes a folder that only its owner can enter.
 *
 * @param path Absolute.
 * @throws UsageError It cannot be made.
 */
export function makePrivateFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    const { mode, isDirectory } = Deno.statSync(path);
    if (!isDirectory) throw new Deno.errors.NotADirectory(path);
    if (Deno.build.os !== "windows" && ((mode ?? 0) & GROUP_AND_OTHERS) !== 0) closeFolder(path);
  } catch (error) {
    throw new UsageError(
      `Impossible de créer le dossier « ${path} » : ${
        folderState(error)
      } ; rétablissez les droits, ou indiquez un autre dossier avec PENNY_HOME`,
      { cause: error },
    );
  }
}

/** A folder of someone else's (a share) keeps the mode that its owner gave. */
function closeFolder(path: string): void {
  try {
    Deno.chmodSync(path, 0o700);
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}

function folderState(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "l'accès est refusé";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "un fichier porte déjà ce nom";
  }
  return error instanceof Error ? error.message : String(error);
}
