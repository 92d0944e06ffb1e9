import { join } from "node:path";

/** The files of an embedded server. */
export interface Layout {
  readonly folder: string;
  /** The cluster. */
  readonly data: string;
  /** Locked while one process installs, starts or stops. */
  readonly lock: string;
  readonly log: string;
  /** Superuser and password, JSON, mode 0600. */
  readonly access: string;
  /** The port chosen once. */
  readonly port: string;
}

/**
 * Names the files of an embedded server.
 *
 * @param folder Absolute folder.
 * @returns Absolute paths; nothing is made.
 */
export function layoutOf(folder: string): Layout {
  return {
    folder,
    data: join(folder, "data"),
    lock: join(folder, "lock"),
    log: join(folder, "server.log"),
    access: join(folder, "access.json"),
    port: join(folder, "port"),
  };
}

/**
 * Reads a small file that may be missing.
 *
 * @param path Any path.
 * @returns Its text, or null when there is none.
 */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * Writes a small file so that a reader sees the old or the new text, never a part.
 *
 * @param path Where.
 * @param text What.
 * @param mode Permission bits on Unix. @default 0o600
 */
export async function writeWhole(path: string, text: string, mode = 0o600): Promise<void> {
  const temporary = `${path}.new`;
  await Deno.writeTextFile(temporary, text, { mode });
  await Deno.rename(temporary, path);
}
