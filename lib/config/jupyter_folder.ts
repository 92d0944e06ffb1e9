import { homedir } from "node:os";
import { join } from "node:path";

/** Where {@linkcode jupyterDataFolder} looks; all for tests. */
export interface JupyterFolderOptions {
  /** Environment. @default the process's own */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** As in `Deno.build.os`. @default the running one */
  readonly os?: string;
  /** Home folder of the user, absolute. @default the user's own */
  readonly userHome?: string;
}

/**
 * The data folder of Jupyter for this user, where kernels are registered: `JUPYTER_DATA_DIR`, else the place that Jupyter
 * itself takes on this system.
 *
 * @param options Where to look.
 * @returns An absolute path; it may not exist yet.
 *
 * @example
 * ```ts
 * import { jupyterDataFolder } from "./jupyter_folder.ts";
 * import assert from "node:assert/strict";
 * assert.equal(
 *   jupyterDataFolder({ env: { JUPYTER_DATA_DIR: "/data/jupyter" } }),
 *   "/data/jupyter",
 * );
 * ```
 */
export function jupyterDataFolder(options: JupyterFolderOptions = {}): string {
  const { env = Deno.env.toObject(), os = Deno.build.os, userHome = homedir() } = options;
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (os === "windows") return join(env.APPDATA || join(userHome, "AppData", "Roaming"), "jupyter");
  if (os === "darwin") return join(userHome, "Library", "Jupyter");
  return join(env.XDG_DATA_HOME || join(userHome, ".local", "share"), "jupyter");
}
