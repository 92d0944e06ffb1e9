import { sha256 } from "../../base/mod.ts";
import {
  fingerprintLibrary,
  listNotebooks,
  loadNotebook,
  type NotebookFolders,
  type NotebookSource,
  planNotebooks,
} from "../../runs/mod.ts";
import { FINISH, PREPARE, taskIdentifier } from "./job_names.ts";

/** What this machine can execute, as its files stand now. */
export interface KnownTasks {
  /** Of the notebooks, in order. */
  readonly sources: readonly NotebookSource[];
  /** Task by notebook, {@linkcode PREPARE} and {@linkcode FINISH} included. */
  readonly byName: ReadonlyMap<string, string>;
}

/**
 * The tasks that this machine's files stand for: a notebook's hash is made of its code, its local imports and the library.
 * What cuts a run must know every notebook as the others know it, so its hash is made of all.
 *
 * @param folders The clone and the folder of the user's copies.
 * @returns Read anew at each call: notebooks change while a worker runs.
 * @throws {UsageError} The clone has no notebooks.
 */
export async function knownTasks(folders: NotebookFolders): Promise<KnownTasks> {
  const library = await fingerprintLibrary(folders.root);
  const sources = await listNotebooks(folders);
  const loaded = await Promise.all(sources.map(loadNotebook));
  const planned = await planNotebooks(loaded, { parameters: {}, library });
  const byName = new Map(planned.map(({ source, fingerprint, contentHash }) => [
    source.name,
    // a damaged file fails its job alone; it is known by its bytes
    taskIdentifier(source.name, fingerprint || (contentHash ?? library)),
  ]));
  const all = sha256(new TextEncoder().encode([...byName.values()].join("\n")));
  byName.set(PREPARE, taskIdentifier(PREPARE, all));
  byName.set(FINISH, taskIdentifier(FINISH, library));
  return { sources, byName };
}
