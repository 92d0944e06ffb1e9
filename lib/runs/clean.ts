import * as path from "node:path";
import { UsageError } from "../base/mod.ts";
import { pruneRunFolders } from "./run_folder.ts";
import { diskError } from "./write_file.ts";

/** What to remove. */
export interface CleanOptions {
  /** The clone, absolute. */
  readonly root: string;
  /** `outputs/`, absolute. */
  readonly outputs: string;
  /** PENNY_HOME with the embedded database; null: it stays. */
  readonly home: string | null;
  /** Stops the embedded server before its files are removed. */
  readonly stopServer?: () => Promise<void>;
}

/**
 * Removes the folders of ended runs, and on request the embedded database with everything under PENNY_HOME.
 * `outputs/latest/`, the user's notebooks and her `.env` stay.
 *
 * @param options What to remove.
 * @returns What was removed, one French line each.
 * @throws {UsageError} When `outputs` is not in the clone, or PENNY_HOME is a folder that Penny did not make.
 * @throws {ServiceError} When the disk refuses.
 */
export async function clean(options: CleanOptions): Promise<string[]> {
  await requireClone(options.root);
  if (!isInside(options.outputs, options.root)) {
    throw new UsageError(
      `Impossible de nettoyer « ${options.outputs} » : ce dossier est hors du dépôt ; lancez la commande dans le dépôt`,
    );
  }
  const removed = await pruneRunFolders(options.outputs, 0);
  const lines = removed.map((runId) => `outputs/${runId}`);
  if (options.home !== null && await removeHome(options.home, options)) lines.push(options.home);
  return lines;
}

async function removeHome(home: string, { root, stopServer }: CleanOptions): Promise<boolean> {
  if (isInside(root, home)) {
    throw new UsageError(
      `Impossible de supprimer « ${home} » : ce dossier contient le dépôt ; corrigez PENNY_HOME`,
    );
  }
  if (!await exists(home)) return false;
  await stopServer?.();
  try {
    await Deno.remove(home, { recursive: true });
    return true;
  } catch (error) {
    throw diskError("supprimer", home, error);
  }
}

async function requireClone(root: string): Promise<void> {
  if (await exists(path.join(root, "deno.json")) && await exists(path.join(root, "notebooks"))) {
    return;
  }
  throw new UsageError(
    `Impossible de nettoyer « ${root} » : ce n'est pas un dépôt de Penny ; lancez la commande dans le dépôt`,
  );
}

async function exists(file: string): Promise<boolean> {
  return await Deno.stat(file).then(() => true, () => false);
}

/**
 * Whether a path is a folder or lies within it.
 *
 * @param inner Absolute.
 * @param outer Absolute.
 * @returns True also when both are the same.
 */
export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
