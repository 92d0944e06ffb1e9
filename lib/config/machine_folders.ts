import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** Where {@linkcode machineFolders} looks; all for tests. */
export interface MachineFoldersOptions {
  /** Environment. @default the process's own */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Home folder of the user, absolute. @default the user's own */
  readonly userHome?: string;
  /** Folder of temporary files, absolute. @default the system's own */
  readonly temporary?: string;
}

/**
 * Folders of this machine that every error's trace can name, and what is written in their place: the user's home, the
 * folder of temporary files, the cache of Deno where it was moved.
 *
 * @param options Where to look.
 * @returns Absolute folders and what stands for them.
 *
 * @example
 * ```ts
 * import { machineFolders } from "./machine_folders.ts";
 * import assert from "node:assert/strict";
 * const folders = machineFolders({ env: { DENO_DIR: "/cache" }, userHome: "/home/a", temporary: "/tmp" });
 * assert.deepEqual(folders, { "/home/a": "~", "/tmp": "TEMP", "/cache": "DENO_DIR" });
 * ```
 */
export function machineFolders(options: MachineFoldersOptions = {}): Record<string, string> {
  const { env = Deno.env.toObject(), userHome = homedir(), temporary = tmpdir() } = options;
  const cache = env.DENO_DIR || (env.XDG_CACHE_HOME && join(env.XDG_CACHE_HOME, "deno"));
  return { [userHome]: "~", [temporary]: "TEMP", ...(cache ? { [cache]: "DENO_DIR" } : {}) };
}
