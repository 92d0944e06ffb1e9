import * as path from "node:path";
import { UsageError } from "../base/mod.ts";
import { isInside } from "./is_inside.ts";
import { PASSWORD_FILE } from "./kept_passwords.ts";
import { KERNEL_PROOF_FILE } from "./require_fit_kernel.ts";
import { pruneRunFolders } from "./run_folder.ts";
import { HOLDER_FILE, LOCK_FILE, TURN_FILE } from "./run_lock.ts";
import { diskError } from "./write_file.ts";

/** What Penny keeps in PENNY_HOME beside passwords; anything else there is the user's and stays. */
const OWN_ENTRIES = [
  ...["postgres", "deno", "real-source-seen", "reports", "alerts.json", "alerts.lock"],
  ...[KERNEL_PROOF_FILE, LOCK_FILE, TURN_FILE, HOLDER_FILE],
];

/** What to remove. */
export interface CleanOptions {
  /** The clone, absolute. */
  readonly root: string;
  /** `outputs/`, absolute. */
  readonly outputs: string;
  /** PENNY_HOME and the folder of the embedded database, which may lie elsewhere; null: they stay. */
  readonly everything: { readonly home: string; readonly embedded: string } | null;
  /** Stops the embedded server before its files are removed. */
  readonly stopServer?: (folder: string) => Promise<unknown>;
}

/**
 * Removes the folders of ended runs, and on request the embedded database and what else Penny keeps in PENNY_HOME.
 * `outputs/latest/`, the user's notebooks and her `.env` stay.
 *
 * @param options What to remove.
 * @returns What was removed, one French line each.
 * @throws {UsageError} When `outputs` is not in the clone.
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
  return [...removed.map((runId) => `outputs/${runId}`), ...await removeEverything(options)];
}

async function removeEverything({ everything, stopServer }: CleanOptions): Promise<string[]> {
  if (everything === null) return [];
  const { home, embedded } = everything;
  if (await exists(embedded)) await stopServer?.(embedded);
  const removed: string[] = [];
  for (const entry of [embedded, ...await ownEntries(home)]) {
    try {
      await Deno.remove(entry, { recursive: true });
      removed.push(entry);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw diskError("supprimer", entry, error);
    }
  }
  await Deno.remove(home).catch(() => {
    // something of the user's is in it, or it was not there: it stays
  });
  return removed;
}

async function ownEntries(home: string): Promise<string[]> {
  const names = [...OWN_ENTRIES];
  if (await exists(home)) {
    for await (const { name } of Deno.readDir(home)) if (PASSWORD_FILE.test(name)) names.push(name);
  }
  return names.map((name) => path.join(home, name));
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
