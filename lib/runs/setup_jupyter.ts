import { registerKernel } from "./kernelspec.ts";
import { openJupyter, WITHOUT_JUPYTER } from "./open_jupyter.ts";
import { stableDeno } from "./stable_deno.ts";

/** Where {@linkcode setupJupyter} works. */
export interface SetupJupyterOptions {
  /** The clone, absolute: Jupyter shows it. */
  readonly root: string;
  /** PENNY_HOME, absolute: the lasting copy of Deno goes there. */
  readonly home: string;
  /** Jupyter's data folder of this user, absolute. */
  readonly jupyterData: string;
  /** Opens Jupyter after the registration. */
  readonly open: boolean;
  /** Writes one line. @default console.log */
  readonly write?: (line: string) => void;
}

/**
 * Registers the Deno kernel with a binary that lasts, then opens Jupyter where it is installed.
 *
 * @param options Folders, and whether to open.
 * @returns Exit status.
 * @throws {ServiceError} When the disk refuses.
 */
export async function setupJupyter(options: SetupJupyterOptions): Promise<number> {
  const { root, home, jupyterData, open, write = console.log } = options;
  const deno = await stableDeno(home);
  const folder = await registerKernel(jupyterData, deno);
  write(`[OK] Noyau « Deno (Penny) » enregistré dans ${folder}`);
  if (!open) return 0;
  const status = await openJupyter({ folder: root });
  if (status !== null) return status;
  for (const line of WITHOUT_JUPYTER) write(line);
  return 0;
}
